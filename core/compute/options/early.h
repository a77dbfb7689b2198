/* early.h: closed approximations of American options. Private to options/. */
#ifndef FINSMART_COMPUTE_EARLY_H
#define FINSMART_COMPUTE_EARLY_H

/* One option: sign 1 for a call, -1 for a put; spot, strike, volatility, expiry above 0. */
struct fs_american_case {
    double spot, strike, rate, dividend, volatility, expiry, sign;
};

/* Black, Scholes and Merton's price. */
double fs_european_price(const struct fs_american_case *option);
/* Barone-Adesi and Whaley (1987); rate >= 0. */
double fs_baw_price(const struct fs_american_case *option);
/* Bjerksund and Stensland (2002); rate >= 0. NaN where its powers leave the range of a double. */
double fs_bjerksund_price(const struct fs_american_case *option);

#endif
