#ifndef NSH_CLIMITS_H
#define NSH_CLIMITS_H

/* What the present thread's work is bound by, in three places: pointers of the caller's, NULL at first. */
const void *nsh_bound(int place);
void nsh_bind(int place, const void *bound);

#endif
