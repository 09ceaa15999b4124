import { playPart } from './seeds';

playPart(1);
