/* Shows two functions that are its own business. */
#include "../sound.h"

void parse_line(void);
void send_login(void);
__attribute__((visibility("default"))) void parse_line(void)
{
}
__attribute__((visibility("default"))) void send_login(void)
{
}

SPOILED("extra_exports", (void)0)
