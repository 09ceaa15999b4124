const least = 380;
const most = 640;
const usual = 448;

/** How wide the panel is, in pixels; kept between starts. */
class PanelWidth {
  value = $state(read());

  set(width: number): void {
    this.value = Math.max(least, Math.min(most, Math.round(width)));
    localStorage.setItem('panelWidth', String(this.value));
  }
}

function read(): number {
  const kept = Number(localStorage.getItem('panelWidth'));
  return kept >= least && kept <= most ? kept : usual;
}

export const panelWidth = new PanelWidth();

/** As in the styles of the page: where both do not fit, the panel covers the list. */
export const panelCoversList = () => window.innerWidth < 1000;
