import { describeLiars, GIVEN, TOLD } from './liars.ts';

/** Some of them; all: `test/long/fetch-liars.test.ts`. */
describeLiars(
  TOLD.filter(([name]) => name === 'more' || name === 'nothing'),
  GIVEN.filter(([name]) => name === 'a byte before each cut' || name === 'all of it slowly'),
);
