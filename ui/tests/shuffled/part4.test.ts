import { playPart } from './seeds';

playPart(3);
