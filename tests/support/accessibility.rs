//! Runs axe-core in the app's own page. The driver injects it, so the page's content security policy stays unchanged.

use std::path::Path;

pub fn source() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask setup`", path.display()))
}

/// The violations that axe-core finds in the whole window, as lines of `rule (impact): where`.
pub const RUN: &str = r"
const done = arguments[arguments.length - 1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const where = (violation) => violation.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('; ');
// A colour in the middle of a transition must not be checked.
const frame = () => new Promise(requestAnimationFrame);
// Checks `playState`: WebKitGTK may list a finished transition, and leave its promise pending, forever.
const atRest = async () => {
  const endless = (one) => one.effect?.getComputedTiming().endTime === Infinity;
  const moving = () => document.getAnimations().some((one) => one.playState === 'running' && !endless(one));
  do { await frame(); await frame(); } while (moving());
};
atRest().then(() => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })).then(
  ({ violations }) => done(violations.map((v) => `${v.id} (${v.impact}): ${where(v)}`)),
  (error) => done([`axe-core could not run: ${error}`]),
);
";
