import type { Colour } from '../../bridge';

export const colours: Colour[] = ['orange', 'blue', 'green', 'violet', 'pink', 'teal', 'grey'];
