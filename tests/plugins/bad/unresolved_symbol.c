/* Uses a function of a library that it is not linked with. */
#include "../sound.h"

void library_function_that_nobody_has(void);

SPOILED("unresolved_symbol", library_function_that_nobody_has())
