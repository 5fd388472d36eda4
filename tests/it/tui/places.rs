//! How to get to every place that is shown: in pictures and in snapshots.

use upgrade_wizard::engine::{Model, Wish};
use upgrade_wizard::front::tui::{HierarchyFrom, KeyState, Start};
use upgrade_wizard::level::Level;

use super::desk::Reading;
use super::driver::Driven;
use super::session::{
    acknowledge, evidence, example, fresh, plan, plan_to, tell, walk_until, walked,
};

/// Goes somewhere.
pub(crate) type Visit = fn(&mut Driven);

/// A hotfix that is not needed where the articles are read narrowly.
const DISPUTED: &str = "install-hotfix/WES/Q249077";
const REASON: &str = "WES shares no logon points with anybody; agreed with the owner.";

/// A session with one deviation.
fn deviating(until: Option<&str>) -> Model {
    let mut model = walked(Some(DISPUTED));
    let step = model.step_named(DISPUTED).unwrap();
    tell(&mut model, Wish::Waive { step, reason: REASON.to_owned() }).unwrap();
    walk_until(&mut model, until);
    model
}

/// Every place, once.
pub(crate) const ALL: &[(&str, Visit)] = &[
    ("home", home),
    ("home-nothing-yet", home_nothing_yet),
    ("home-broken", home_broken),
    ("home-unreadable", home_unreadable),
    ("resume", resume),
    ("hierarchy", hierarchy),
    ("hierarchy-tree", hierarchy_tree),
    ("hierarchy-form", hierarchy_form),
    ("hierarchy-problem", hierarchy_problem),
    ("plan", plan_matrix),
    ("plan-detail", plan_detail),
    ("plan-order", plan_order),
    ("plan-warnings", plan_warnings),
    ("plan-refused", plan_refused),
    ("approve", approve),
    ("walk", walk),
    ("walk-start", walk_start),
    ("walk-blocked", walk_blocked),
    ("walk-found", walk_found),
    ("walk-reading", walk_reading),
    ("walk-attached", walk_attached),
    ("evidence", evidence_marked),
    ("evidence-preview", evidence_preview),
    ("evidence-reading", evidence_reading),
    ("dialog", dialog),
    ("gate", gate),
    ("point-of-no-return", point_of_no_return),
    ("outcome", outcome),
    ("waive", waive),
    ("why", why),
    ("review", review),
    ("sign", sign),
    ("done", done),
    ("print", print),
    ("verify", verify),
    ("themes", themes),
    ("help", help),
    ("palette", palette),
    ("notice", notice),
];

/// The list of sessions.
pub(crate) fn home(it: &mut Driven) {
    it.start(Start::Home);
}

/// Before the first session.
fn home_nothing_yet(it: &mut Driven) {
    it.desk.sessions = Ok(Vec::new());
    it.start(Start::Home);
}

/// A session whose record does not hold.
fn home_broken(it: &mut Driven) {
    it.start(Start::Home);
    it.press("<end><up>");
}

/// Where the sessions lie cannot be read.
fn home_unreadable(it: &mut Driven) {
    let why = "`/home/ines/upgrade-wizard/sessions` cannot be listed: permission denied";
    it.desk.sessions = Err(why.to_owned());
    it.start(Start::Home);
}

/// What is asked before a session goes on.
fn resume(it: &mut Driven) {
    it.start(Start::Home);
    it.press("<enter>secret");
}

/// The sites of the example.
fn hierarchy(it: &mut Driven) {
    it.start(Start::Hierarchy(HierarchyFrom::Example));
    it.press("jj");
}

/// The same with the focus in the tree, at a domain.
fn hierarchy_tree(it: &mut Driven) {
    it.start(Start::Hierarchy(HierarchyFrom::Example));
    it.press("<left><end><right><end>");
}

/// A site that is being edited.
fn hierarchy_form(it: &mut Driven) {
    it.start(Start::Hierarchy(HierarchyFrom::Example));
    it.press("jj<enter><tab><tab><tab><tab>");
}

/// A site whose parent is not there.
fn hierarchy_problem(it: &mut Driven) {
    it.desk.hierarchy = example().replace("parent = \"CH1\"", "parent = \"CH2\"");
    it.start(Start::Hierarchy(HierarchyFrom::File("example.toml".to_owned())));
    it.press("jjj<enter><tab><tab><tab>");
}

fn plan_matrix(it: &mut Driven) {
    it.start(Start::Plan { plan: plan(), name: None });
    it.press("j<right>");
}

/// Why a cell of the plan is what it is.
fn plan_detail(it: &mut Driven) {
    plan_matrix(it);
    it.press("<enter>");
}

fn plan_order(it: &mut Driven) {
    it.start(Start::Plan { plan: plan(), name: None });
    it.press("<tab>j");
}

fn plan_warnings(it: &mut Driven) {
    it.start(Start::Plan { plan: plan(), name: None });
    it.press("<tab><tab>j");
}

/// There is no way to where somebody wants to go.
fn plan_refused(it: &mut Driven) {
    let target = Level::parse("2.0 SP3").unwrap();
    it.start(Start::Plan { plan: plan_to(&example(), target), name: None });
}

/// The first run: a key is made.
fn approve(it: &mut Driven) {
    it.desk.key = KeyState::New { user: "Ines Falk".to_owned() };
    it.start(Start::Plan { plan: plan(), name: None });
    it.press("n<tab><tab>secret<tab>secre");
}

/// In the middle of the walk: evidence is attached, more is being read.
pub(crate) fn walk(it: &mut Driven) {
    let mut model = walked(Some("database-dump/CEN"));
    let step = model.step_named("database-dump/CEN").unwrap();
    let evidence = evidence("/upgrade/evidence/CEN-sms.bak", 1_932_735_283);
    tell(&mut model, Wish::Attach { step, evidence }).unwrap();
    it.desk.reading = Reading::Halfway;
    it.walk(model);
}

/// A new session: warnings come first.
fn walk_start(it: &mut Driven) {
    it.walk(fresh());
}

/// The last step, long before it can be done.
fn walk_blocked(it: &mut Driven) {
    it.walk(walked(Some("backup-registry/CEN")));
    it.press("<end>");
}

/// Looking for something.
fn walk_found(it: &mut Driven) {
    it.walk(walked(Some("backup-registry/CEN")));
    it.press("/wes");
}

/// Files for the step of the database.
fn browse(it: &mut Driven, reading: Reading) {
    walk(it);
    it.desk.reading = reading;
    it.press("e");
}

/// Two files are marked.
fn evidence_marked(it: &mut Driven) {
    browse(it, Reading::ToTheEnd);
    it.press("jj<space>jj<space>");
}

/// The beginning of a file.
fn evidence_preview(it: &mut Driven) {
    browse(it, Reading::ToTheEnd);
    it.press("jjjj");
}

/// A large file is being read.
fn evidence_reading(it: &mut Driven) {
    browse(it, Reading::Halfway);
    it.press("jja");
}

/// The walk goes on while a file is read.
fn walk_reading(it: &mut Driven) {
    evidence_reading(it);
    it.press("<esc>");
}

/// A file was read to its end: a toast says so.
fn walk_attached(it: &mut Driven) {
    browse(it, Reading::ToTheEnd);
    it.press("jja<esc>");
}

/// A step that asks for a line.
fn dialog(it: &mut Driven) {
    it.walk(walked(Some("service-account/CEN/CORP")));
    open_question(it);
    it.press("CORP\\SMSService, local administrator at CEN");
}

/// Reads the card to its end, and presses the key that goes on.
fn open_question(it: &mut Driven) {
    for _ in 0..20 {
        if !it.text().contains("Read on") {
            break;
        }
        it.press("<space>");
    }
    it.press("<enter>");
}

/// What is missing before the upgrade.
fn gate(it: &mut Driven) {
    it.walk(walked(Some("install-hotfix/CEN/Q249077")));
    it.press("/upgrade cen<enter><esc>g");
}

/// The phrase of an upgrade, half typed.
fn point_of_no_return(it: &mut Driven) {
    it.walk(walked(Some("upgrade-site/CEN")));
    open_question(it);
    it.press("UPGRADE C");
}

/// How an upgrade ended.
fn outcome(it: &mut Driven) {
    it.walk(walked(Some("upgrade-site/CEN")));
    open_question(it);
    it.press("UPGRADE CEN<enter>");
    open_question(it);
}

/// A deviation.
fn waive(it: &mut Driven) {
    it.walk(walked(Some(DISPUTED)));
    it.press("w");
    it.press(REASON);
}

/// Why a step is there.
fn why(it: &mut Driven) {
    it.walk(walked(Some("install-hotfix/CEN/Q249077")));
    it.press("i");
}

/// Everything at a glance, with a deviation.
fn review(it: &mut Driven) {
    it.walk(deviating(Some("upgrade-site/WES")));
    it.press("r");
}

fn sign(it: &mut Driven) {
    it.walk(deviating(None));
    it.press("rs");
}

fn done(it: &mut Driven) {
    sign(it);
    it.press("spassphrase<enter>");
}

fn print(it: &mut Driven) {
    it.walk(walked(Some("upgrade-site/CEN")));
    it.press("p");
}

fn verify(it: &mut Driven) {
    done(it);
    it.press("v");
}

fn themes(it: &mut Driven) {
    it.walk(walked(Some("backup-registry/CEN")));
    it.press("t");
}

fn help(it: &mut Driven) {
    it.walk(walked(Some("backup-registry/CEN")));
    it.press("?");
}

fn palette(it: &mut Driven) {
    it.walk(walked(Some("backup-registry/CEN")));
    it.press(":e");
}

/// Something that matters.
fn notice(it: &mut Driven) {
    let mut model = fresh();
    acknowledge(&mut model);
    it.walk(model);
    it.say("The clock of this machine went back by two hours since the last entry.");
}
