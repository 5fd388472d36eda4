//! The report: a table in Markdown and the growth as a picture.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::made::SITES;

/// One row of the table.
pub(crate) struct Row {
    what: String,
    must: &'static str,
    limit: f64,
    at_most: bool,
    got: f64,
    figures: String,
}

/// One for each curve of the plot.
const COLOURS: [&str; 6] = ["#1b6ac9", "#c2410c", "#15803d", "#7e22ce", "#b45309", "#0f766e"];

impl Row {
    /// A row whose figure must not be above a limit.
    pub(crate) fn at_most(what: &str, must: &'static str, limit: f64) -> Self {
        let (what, figures) = (what.to_owned(), String::new());
        Self { what, must, limit, at_most: true, got: 0.0, figures }
    }

    /// A row whose figure must not be below a limit.
    pub(crate) fn at_least(what: &str, must: &'static str, limit: f64) -> Self {
        Self { at_most: false, ..Self::at_most(what, must, limit) }
    }

    pub(crate) fn got(self, got: f64, figures: String) -> Self {
        Self { got, figures, ..self }
    }

    fn verdict(&self) -> String {
        let is_met = if self.at_most { self.got <= self.limit } else { self.got >= self.limit };
        if is_met {
            return "reached".to_owned();
        }
        let by = if self.at_most { self.got / self.limit } else { self.limit / self.got };
        format!("missed by {by:.2} times")
    }
}

/// A curve of the plot: what is measured, and milliseconds by the sizes of [`SITES`].
type Curve = (&'static str, [f64; SITES.len()]);

#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
    curves: Vec<Curve>,
}

impl Report {
    pub(crate) fn row(&mut self, row: Row) {
        eprint_progress(&row);
        self.rows.push(row);
    }

    /// Something that is reported and has no limit.
    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub(crate) fn curve(&mut self, name: &'static str, milliseconds: [f64; SITES.len()]) {
        self.curves.push((name, milliseconds));
    }

    pub(crate) fn table(&self) -> String {
        let mut out = format!("{}\n\n", machine());
        out.push_str("| what | must be | is | measured | |\n|---|---|---|---|---|\n");
        for row in &self.rows {
            let (what, must, figures) = (&row.what, row.must, &row.figures);
            let bound = if row.at_most { "at most" } else { "at least" };
            let verdict = row.verdict();
            writeln!(out, "| {what} | {bound} {must} | {:.2} | {figures} | {verdict} |", row.got)
                .unwrap();
        }
        for note in &self.notes {
            write!(out, "\n- {note}").unwrap();
        }
        out
    }

    /// Puts table and plot beside the benches.
    pub(crate) fn write(&self) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches");
        let page = format!("# How fast it is\n\n{}\n\n![Growth](growth.svg)\n", self.table());
        std::fs::write(folder.join("report.md"), page).unwrap();
        std::fs::write(folder.join("growth.svg"), self.plot()).unwrap();
    }

    /// Both axes are logarithmic: what is linear goes up like the dashed lines.
    fn plot(&self) -> String {
        let (low, high) = (0.01_f64, 10_000.0_f64);
        let x = |index: usize| 70.0 + 140.0 * f64::from(u8::try_from(index).unwrap());
        let y = |ms: f64| 310.0 - 280.0 * (ms.max(low) / low).log10() / (high / low).log10();
        let mut out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 350\" \
             font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"720\" height=\"350\" fill=\"#ffffff\"/>\n"
            .to_owned();
        for decade in -2_i32..=4 {
            let ms = 10_f64.powi(decade);
            let name = if decade < 3 { format!("{ms} ms") } else { format!("{} s", ms / 1e3) };
            writeln!(
                out,
                "<path d=\"M70 {at:.1}H490\" stroke=\"#dddddd\"/>\
                 <text x=\"62\" y=\"{text:.1}\" text-anchor=\"end\" fill=\"#444444\">{name}</text>",
                at = y(ms),
                text = y(ms) + 4.0,
            )
            .unwrap();
        }
        for (index, sites) in SITES.iter().enumerate() {
            writeln!(
                out,
                "<text x=\"{:.0}\" y=\"332\" text-anchor=\"middle\" fill=\"#444444\">{sites} \
                 sites</text>",
                x(index)
            )
            .unwrap();
        }
        for (number, (name, curve)) in self.curves.iter().enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            let points: Vec<_> = curve
                .iter()
                .enumerate()
                .map(|(index, ms)| format!("{:.1},{:.1}", x(index), y(*ms)))
                .collect();
            let mut dots = String::new();
            for (x, y) in points.iter().filter_map(|point| point.split_once(',')) {
                write!(dots, "<circle cx=\"{x}\" cy=\"{y}\" r=\"3\" fill=\"{colour}\"/>").unwrap();
            }
            let points = points.join(" ");
            let key = 40.0 + 20.0 * f64::from(u8::try_from(number).unwrap());
            writeln!(
                out,
                "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" \
                 stroke-width=\"2\"/>{dots}<text x=\"510\" y=\"{key}\" fill=\"{colour}\">{name}\
                 </text>"
            )
            .unwrap();
        }
        // Ten times the sites, ten times the time.
        let (from, to) = (y(0.1), y(100.0));
        writeln!(
            out,
            "<path d=\"M70 {from:.1}L490 {to:.1}\" stroke=\"#888888\" stroke-dasharray=\"4 4\"/>\
             <text x=\"510\" y=\"300\" fill=\"#666666\">dashed: linear</text>\n</svg>"
        )
        .unwrap();
        out
    }
}

/// What was just measured, for whoever waits.
fn eprint_progress(row: &Row) {
    println!("{}: {:.2} ({})", row.what, row.got, row.figures);
}

/// Processor, number of cores, system and what the machine did besides.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or(std::env::consts::ARCH, |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().filter(|it| !it.is_empty()).unwrap_or("not known");
    format!("{model}, {cores} cores, {}; load average {load}.", std::env::consts::OS)
}
