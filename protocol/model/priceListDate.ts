/** Month in which the list prices of `server/normalise/cost/listPrices.ts` were looked up; views say it beside what was computed. */
export const priceListDate = '2026-11';
