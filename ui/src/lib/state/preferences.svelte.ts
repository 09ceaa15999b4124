import { commands, type Preferences, type Theme } from '../bridge';
import { attempt } from './attempt';
import { coalesced } from './coalesced';

/** The user's settings for the window itself. They are stored with the window's zoom and bounds. */
class WindowPreferences {
  theme: Theme = $state('system');
  /** In CSS pixels. */
  panelWidth = $state(448);

  // While an edge is dragged, its width changes faster than it can be stored.
  readonly #keepTheme = coalesced(async () => void (await commands.setTheme(this.theme)));
  readonly #keepWidth = coalesced(async () => void (await commands.setPanelWidth(this.panelWidth)));

  adopt({ theme, panelWidth }: Preferences): void {
    this.#show(theme);
    this.panelWidth = panelWidth;
  }

  choose(theme: Theme): void {
    this.#show(theme);
    void attempt(() => this.#keepTheme());
  }

  widen(panelWidth: number): void {
    this.panelWidth = panelWidth;
    void attempt(() => this.#keepWidth());
  }

  #show(theme: Theme): void {
    this.theme = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

export const preferences = new WindowPreferences();
