/** Style of the server's own pages, in the colours of the report. */

export const STYLE = `
:root{color-scheme:light dark}
`;
