//! How to get to every place that is shown: in pictures and in snapshots.

use upgrade_wizard::engine::{After, Evidence, Model, Msg, Since, Via, Wish, update};
use upgrade_wizard::front::tui::{HierarchyFrom, KeyState, Start};
use upgrade_wizard::level::Level;

use super::clock::{at, ines};
use super::desk::Reading;
use super::driver::Driven;
use super::persons;
use super::read::{self, EVENTS, FULL_VERSION, HOTFIX, attach};
use super::session::{
    acknowledge, digest, evidence, example, fresh, plan, plan_to, tell, walk_until, walked,
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
    ("walk-proving", walk_proving),
    ("walk-undecided", walk_undecided),
    ("walk-refuted", walk_refuted),
    ("walk-conflict", walk_conflict),
    ("walk-waiting", walk_waiting),
    ("walk-second", persons::walk_second),
    ("second-read", persons::second_read),
    ("second", persons::second),
    ("walk-disputed", persons::walk_disputed),
    ("hand-over", persons::hand_over),
    ("turn-back", persons::turn_back),
    ("way-back", persons::way_back),
    ("window", persons::window),
    ("value", value),
    ("own-word", own_word),
    ("against", against),
    ("which-is-wrong", which_is_wrong),
    ("withdraw", withdraw),
    ("answer-for", answer_for),
    ("readings", readings),
    ("tell", tell_restart),
    ("gone-stale", gone_stale),
    ("evidence", evidence_marked),
    ("evidence-preview", evidence_preview),
    ("evidence-reading", evidence_reading),
    ("dialog", dialog),
    ("gate", gate),
    ("gate-go", gate_go),
    ("gate-looking", gate_looking),
    ("gate-changed", gate_changed),
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

/// A step with evidence as sensors read it.
fn with(it: &mut Driven, step: &str, pieces: Vec<Evidence>) {
    let mut model = walked(Some(step));
    for piece in pieces {
        attach(&mut model, step, piece);
    }
    it.walk(model);
    go_to(it, step);
}

/// Goes to a step by finding it.
pub(crate) fn go_to(it: &mut Driven, step: &str) {
    it.press(&format!("/{step}<enter><esc>"));
}

fn walk_proving(it: &mut Driven) {
    with(it, HOTFIX, vec![read::versions()]);
}

fn walk_undecided(it: &mut Driven) {
    with(it, HOTFIX, vec![read::log()]);
}

fn walk_refuted(it: &mut Driven) {
    with(it, HOTFIX, vec![read::without_full_version()]);
}

fn walk_conflict(it: &mut Driven) {
    with(it, HOTFIX, vec![read::log(), read::without_full_version()]);
}

/// Nothing is left to do but to wait.
fn walk_waiting(it: &mut Driven) {
    it.walk(walked(Some("copylog-refreshed/CORP/DC1")));
    go_to(it, "copylog-refreshed/CORP/DC1");
}

/// A critical step: the value has to be typed.
fn value(it: &mut Driven) {
    walk_proving(it);
    open_question(it);
    it.press("2.0.13");
}

fn own_word(it: &mut Driven) {
    walk_undecided(it);
    open_question(it);
}

fn against(it: &mut Driven) {
    walk_conflict(it);
    open_question(it);
}

fn which_is_wrong(it: &mut Driven) {
    with(it, FULL_VERSION, vec![read::of_another_level()]);
    open_question(it);
}

fn withdraw(it: &mut Driven) {
    walk_conflict(it);
    it.press("d");
}

fn answer_for(it: &mut Driven) {
    with(it, EVENTS, vec![read::events()]);
    it.press("f");
}

fn readings(it: &mut Driven) {
    walk_conflict(it);
    it.press("v");
}

fn tell_restart(it: &mut Driven) {
    walk_proving(it);
    it.press("R");
}

/// A week later: what was answered then holds no more.
fn gone_stale(it: &mut Driven) {
    let mut model = walked(Some("upgrade-site/CEN"));
    let msg = Msg {
        at: at(10 * 24 * 60),
        by: ines(),
        via: Via::Person,
        wish: Wish::Resume { despite_ledger: false },
    };
    update(&mut model, msg).unwrap();
    it.walk(model);
}

/// What is missing before the upgrade.
fn gate(it: &mut Driven) {
    it.walk(walked(Some("install-hotfix/CEN/Q249077")));
    it.press("/upgrade cen<enter><esc>g");
}

/// Everything holds.
fn gate_go(it: &mut Driven) {
    it.walk(walked(Some("upgrade-site/CEN")));
    it.press("g");
}

/// While everything is being looked at.
fn gate_looking(it: &mut Driven) {
    it.desk.looking = Reading::Halfway;
    gate_go(it);
}

/// Files that are not what they were.
fn gate_changed(it: &mut Driven) {
    it.desk.since = vec![
        ("database-dump-CEN.txt", Since::Gone),
        (
            "backup-registry-CEN.txt",
            Since::Changed(After {
                sha256: digest("other"),
                size_bytes: 48_214,
                within: String::new(),
            }),
        ),
    ];
    it.desk.pins = vec!["The pinned hierarchy is not what it was.".to_owned()];
    gate_go(it);
}

/// The phrase of an upgrade, half typed.
fn point_of_no_return(it: &mut Driven) {
    gate_go(it);
    it.press("<enter>UPGRADE C");
}

/// How an upgrade ended.
fn outcome(it: &mut Driven) {
    gate_go(it);
    it.press("<enter>UPGRADE CEN<enter>");
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
