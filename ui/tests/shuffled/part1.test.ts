import { playPart } from './seeds';

playPart(0);
