import { playPart } from './seeds';

playPart(2);
