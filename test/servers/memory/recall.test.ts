import { describeRecall } from './recall-suite.ts';

describeRecall('by words', async () => ({}));
