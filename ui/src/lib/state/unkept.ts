/** Something typed that is not on disk, and why. */
export type Unkept = { what: string; why: string };
