import { describeLiars, GIVEN, TOLD } from '../fetch/liars.ts';

describeLiars(TOLD, GIVEN);
