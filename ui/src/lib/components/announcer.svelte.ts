/** What a screen reader is told politely; the region is drawn once, by LiveRegion. */
class Announcer {
  text = $state('');

  say(text: string): void {
    // The same words twice are a change only if something differs.
    this.text = text === this.text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
