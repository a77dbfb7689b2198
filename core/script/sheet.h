/*
 * sheet.h: the tear sheet of a backtest, and what is made of it: JSON, tables, the report page.
 *
 * The sheet is computed by the Lua library (scripts/lib/tearsheet.lua) in a state of its own, once the run is over; the
 * result's series are handed over as they lie in memory. docs/reports.md has the definition of every figure.
 */
#ifndef FINSMART_SCRIPT_SHEET_H
#define FINSMART_SCRIPT_SHEET_H

#include "script/report.h"

#include <stdio.h>

struct fs_sheet;

/* Computes the sheet. What `report` points to is borrowed until fs_sheet_free(). NULL with an error. */
struct fs_sheet *fs_sheet_open(const struct fs_report *report);
/* NULL is allowed. */
void fs_sheet_free(struct fs_sheet *sheet);

/* The sheet as one JSON object, borrowed; NaN is null. NULL with an error. */
const char *fs_sheet_json(struct fs_sheet *sheet);
/* Makes the report page and puts it in place of `path`, whole or not at all: a file that is there stays as it is when
 * anything fails. 0; -1 with an error. */
int fs_sheet_page(struct fs_sheet *sheet, const char *path);
/* Writes into the folder, which must exist: tearsheet.json, a CSV file for each table of the sheet, and equity.arrow,
 * fills.arrow and trades.arrow of the CSV files of the same names that the run wrote there (trade/records.h). Each file
 * whole or not at all. 0; -1 with an error. */
int fs_sheet_save(struct fs_sheet *sheet, const char *folder);

#endif
