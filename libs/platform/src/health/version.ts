/** Divan's version, written into records as the software that captured them. */
export const version = '0.1.0';
