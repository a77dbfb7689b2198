#include "plugin/elf.h"

#include "base/error.h"

#include <elf.h>
#include <stdint.h>
#include <string.h>

struct file {
    const unsigned char *data;
    size_t size;
};

/* `size` bytes at `offset`, copied, because nothing in a file need be aligned. 0 where they lie outside. */
static int read_at(const struct file *file, uint64_t offset, void *out, size_t size)
{
    if (offset > file->size || size > file->size - offset)
        return 0;
    memcpy(out, file->data + offset, size);
    return 1;
}

static int read_header(const struct file *file, Elf64_Ehdr *header)
{
    if (!read_at(file, 0, header, sizeof *header) || memcmp(header->e_ident, ELFMAG, SELFMAG))
        return fs_error_set(FS_E_INPUT, "the file is no ELF file");
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB)
        return fs_error_set(FS_E_INPUT, "the file is for a machine of another word size or byte order");
    if (header->e_type != ET_DYN)
        return fs_error_set(FS_E_INPUT, "the file is no shared object");
    if (header->e_shentsize != sizeof(Elf64_Shdr))
        return fs_error_set(FS_E_INPUT, "the file has no section table");
    return 0;
}

/* The text at `offset` of a string table, NULL where it does not end inside. */
static const char *string_at(const struct file *file, const Elf64_Shdr *strings, uint32_t offset)
{
    if (strings->sh_offset > file->size || strings->sh_size > file->size - strings->sh_offset ||
        offset >= strings->sh_size)
        return NULL;
    const char *text = (const char *)file->data + strings->sh_offset + offset;
    return memchr(text, 0, (size_t)(strings->sh_size - offset)) ? text : NULL;
}

static int visit_symbols(const struct file *file, const Elf64_Shdr *table, const Elf64_Shdr *strings,
                         void (*fn)(void *user, const char *name), void *user)
{
    int count = 0;
    uint64_t entries = table->sh_size / sizeof(Elf64_Sym);
    for (uint64_t i = 1; i < entries; i++) { /* entry 0 is reserved */
        Elf64_Sym symbol;
        if (i > UINT64_MAX / sizeof symbol ||
            !read_at(file, table->sh_offset + i * sizeof symbol, &symbol, sizeof symbol))
            return fs_error_set(FS_E_INPUT, "the file's symbol table goes beyond its end");
        unsigned binding = ELF64_ST_BIND(symbol.st_info), visibility = ELF64_ST_VISIBILITY(symbol.st_other);
        if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL || visibility == STV_HIDDEN ||
            visibility == STV_INTERNAL)
            continue;
        if (symbol.st_shndx == SHN_ABS && symbol.st_size == 0 && symbol.st_value == 0)
            continue; /* the name of a symbol version */
        const char *name = string_at(file, strings, symbol.st_name);
        if (!name)
            return fs_error_set(FS_E_INPUT, "a name in the file's symbol table goes beyond its end");
        fn(user, name);
        count++;
    }
    return count;
}

int fs_elf_exports(const void *data, size_t size, void (*fn)(void *user, const char *name), void *user)
{
    struct file file = {data, size};
    Elf64_Ehdr header;
    if (read_header(&file, &header))
        return -1;
    for (unsigned i = 0; i < header.e_shnum; i++) {
        Elf64_Shdr section, strings;
        uint64_t offset = header.e_shoff + (uint64_t)i * sizeof section;
        if (offset < header.e_shoff || !read_at(&file, offset, &section, sizeof section))
            return fs_error_set(FS_E_INPUT, "the file's section table goes beyond its end");
        if (section.sh_type != SHT_DYNSYM)
            continue;
        uint64_t link = header.e_shoff + (uint64_t)section.sh_link * sizeof strings;
        if (section.sh_link >= header.e_shnum || !read_at(&file, link, &strings, sizeof strings))
            return fs_error_set(FS_E_INPUT, "the file's symbol table has no names");
        return visit_symbols(&file, &section, &strings, fn, user);
    }
    return 0;
}
