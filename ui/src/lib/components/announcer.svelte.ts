/** The text of the polite live region, which LiveRegion draws once. */
class Announcer {
  text = $state('');

  say(text: string): void {
    // A screen reader announces the same words again only if the text differs.
    this.text = text === this.text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
