/** Entry of the comparison page. */
import type { ComparisonPage } from '../../comparison/html-data.ts';
import { showPage } from '../frame.ts';
import { warningsNode } from '../warnings.ts';
import { header } from './header.ts';
import { sections } from './sections.ts';
import { comparisonTiles } from './tiles.ts';

showPage((data: ComparisonPage) => ({
  name: data.comparison.comparisonId,
  lead: [
    header(data.comparison),
    warningsNode([...data.comparison.warnings, ...data.reduced]),
    ...comparisonTiles(data.comparison),
  ],
  sections: sections(data),
}));
