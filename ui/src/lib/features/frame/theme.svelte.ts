export type ThemeChoice = 'system' | 'light' | 'dark';

/** The theme follows the system unless the user chose one; the choice is kept by the window. */
class Theme {
  choice: ThemeChoice = $state('system');

  begin(): void {
    const kept = localStorage.getItem('theme');
    if (kept === 'light' || kept === 'dark') this.choose(kept);
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'system') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem('theme');
    } else {
      document.documentElement.dataset.theme = choice;
      localStorage.setItem('theme', choice);
    }
  }
}

export const theme = new Theme();
