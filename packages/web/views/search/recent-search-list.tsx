// What is shown before anything is typed: how to search, and the searches of before.
import { useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { clearSearches, recentSearches } from '../../platform/recent-searches.ts';

/** The recent searches of a user in this browser. */
export function RecentSearches({ userId, choose }: { userId: string; choose: (text: string) => void }) {
  const [texts, setTexts] = useState(() => recentSearches(userId));
  const clear = () => {
    clearSearches(userId);
    setTexts([]);
  };
  return (
    <div class="search-start">
      <p class="secondary">{t.searchHelp}</p>
      {texts.length > 0 && (
        <>
          <div class="search-recent">
            <h3>{t.recentSearches}</h3>
            <button type="button" class="link-button" onClick={clear}>
              {t.clearRecentSearches}
            </button>
          </div>
          <ul>
            {texts.map((text) => (
              <li key={text}>
                <button type="button" class="search-option" dir="auto" onClick={() => choose(text)}>
                  {text}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
