//! Hierarchies of any size, and their plans.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use upgrade_wizard::flow::Flow;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::Plan;
use upgrade_wizard::world::here;

/// Sizes of the curve.
pub(crate) const SITES: [usize; 4] = [10, 100, 1_000, 10_000];

/// Sites in a chain below the central site, which is the first of it.
const CHAIN: usize = 4;

/// Most domains, and the domain controllers of each.
const DOMAINS_MAX: usize = 500;
const CONTROLLERS: usize = 3;

/// Sites for each domain, while there are fewer than the most.
const SITES_OF_A_DOMAIN: usize = 20;

/// A code of three characters, and no name of a device.
fn code(number: usize) -> String {
    const DIGITS: &[u8; 27] = b"0123456789BDFGHJKLMQRTVWXYZ";
    let digit = |of: usize| char::from(DIGITS[of % DIGITS.len()]);
    [number / 729, number / 27, number].map(digit).iter().collect()
}

/// A central site with chains of sites below it, 5 deep, the last of each a secondary; every site
/// shares its domain with others.
pub(crate) fn hierarchy(sites: usize) -> String {
    let domains = (sites / SITES_OF_A_DOMAIN).clamp(1, DOMAINS_MAX);
    let mut text = format!("schema = 1\nname = \"{sites} sites\"\n");
    for number in 0..sites {
        let depth = if number == 0 { 0 } else { (number - 1) % CHAIN + 1 };
        let (role, level) = match depth {
            0..=2 => ("primary", "2.0 SP1"),
            3 => ("primary", "2.0"),
            _ => ("secondary", "2.0"),
        };
        write!(
            text,
            "[[site]]\ncode = \"{code}\"\nserver = \"SERVER{number}\"\nrole = \"{role}\"\n\
             level = \"{level}\"\nlogon_domains = [\"NET{domain}\"]\nmetering_servers = []\n\
             sql_server = \"SERVER{number}\"\n",
            code = code(number),
            domain = number % domains,
        )
        .unwrap();
        if depth > 0 {
            let parent = if depth == 1 { 0 } else { number - 1 };
            writeln!(text, "parent = \"{}\"", code(parent)).unwrap();
        }
    }
    for domain in 0..domains {
        let controllers: Vec<_> =
            (0..CONTROLLERS).map(|number| format!("\"DC{domain}N{number}\"")).collect();
        let controllers = controllers.join(", ");
        writeln!(text, "[[domain]]\nname = \"NET{domain}\"\ndomain_controllers = [{controllers}]")
            .unwrap();
    }
    text
}

/// The flow of the program.
pub(crate) fn flow() -> Arc<Flow> {
    static FLOW: OnceLock<Arc<Flow>> = OnceLock::new();
    let read = || Arc::new(Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap());
    Arc::clone(FLOW.get_or_init(read))
}

/// Reads a hierarchy and makes its plan.
pub(crate) fn plan(text: &str) -> Arc<Plan> {
    let (hierarchy, _) = Hierarchy::read("hierarchy.toml", text).unwrap();
    let sha256 = here::sha256(text.as_bytes());
    let target = Some(Level::SMS_2_0_SP2);
    Arc::new(Plan::make(flow(), Arc::new(hierarchy), sha256, target).unwrap())
}
