// The texts for views that are loaded on demand: `t` has those of the first load too. Only such views import it.
import { allTexts, loadMoreTexts } from './index.ts';

await loadMoreTexts();

export const t = allTexts;
