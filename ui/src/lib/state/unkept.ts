/** Something typed that is in this window only, and why. */
export type Unkept = { what: string; why: string };
