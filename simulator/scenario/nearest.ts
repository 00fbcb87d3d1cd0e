/** Where scenarios and flags find it; reports, which may not import from here, name near words as well. */
export { editDistance, nearest } from '../../reports/nearest.ts';
