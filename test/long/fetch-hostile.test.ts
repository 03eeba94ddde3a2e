import { describeHostile } from '../fetch/hostile-mirrors.ts';

describeHostile(150);
