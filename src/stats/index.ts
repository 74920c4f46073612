// What `import ... from 'hvsb/stats'` gives: intervals, tests, coefficients, bootstrap. Pure, and free of dependencies.

export * from './agreement/agreement-precision.ts';
export * from './agreement/estimate-agreement.ts';
export * from './agreement/fleiss-kappa.ts';
export * from './agreement/many-raters.ts';
export * from './agreement/two-raters.ts';
export * from './bootstrap/cluster-bootstrap.ts';
export * from './bootstrap/cluster-bootstrap-many.ts';
export * from './bootstrap/percentile-interval.ts';
export * from './bootstrap/seeded-random.ts';
export * from './distributions/beta-and-chi-square.ts';
export * from './distributions/binomial.ts';
export * from './distributions/normal.ts';
export * from './distributions/student-t.ts';
export * from './rates/clustered-mean.ts';
export * from './rates/signal-detection.ts';
export * from './rates/wilson-interval.ts';
export * from './significance/mcnemar-test.ts';
export * from './significance/mid-ranks.ts';
export * from './significance/multiple-comparisons.ts';
export * from './significance/ordinary-least-squares.ts';
export * from './significance/permutation-test.ts';
