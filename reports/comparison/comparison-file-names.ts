/** What the files in a comparison's folder are called. */

export const COMPARISON_FILE = 'comparison.json';
export const COMPARISON_PAGE_FILE = 'comparison.html';
export const COMPARISON_SUMMARY_FILE = 'comparison.md';
export const COMPARISON_JUNIT_FILE = 'junit.xml';
