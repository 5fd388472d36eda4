//! Theme files: what is understood of them, and what is said of the rest.

use proptest::prelude::*;

use crate::text::{Diagnostic, Source};
use crate::theme::{Color, Contrast, Kind, MOST_GENERATIONS, Role, Theme};

/// The user's other themes, for those that inherit from them.
const OTHERS: [(&str, &str); 7] = [
    (
        "base",
        "schema = 1\nname = \"base\"\nkind = \"light\"\n[palette]\nink = \"#111111\"\n\
              [roles]\nbg = \"#fefefe\"\ntext = \"ink\"\naccent = \"ink\"\n",
    ),
    (
        "midnight",
        "schema = 1\nname = \"midnight\"\ninherits = \"midnight\"\n[roles]\nbg = \"#000000\"\n",
    ),
    (
        "broken",
        "schema = 1\nname = \"broken\"\nkind = \"dark\"\n[roles]\ntxt = \"red\"\nbg = \"rd\"\n",
    ),
    ("tail", "schema = 1\nname = \"tail\"\ninherits = \"own\"\n"),
    ("left", "schema = 1\nname = \"left\"\ninherits = \"right\"\n"),
    ("right", "schema = 1\nname = \"right\"\ninherits = \"left\"\n"),
    ("orphan", "schema = 1\nname = \"orphan\"\ninherits = \"nobody\"\n"),
];

fn others(name: &str) -> Option<Source> {
    let (_, text) = OTHERS.iter().find(|(known, _)| *known == name)?;
    Some(Source::new(format!("{name}.toml"), *text))
}

fn lines(source: &Source, found: &[Diagnostic]) -> Vec<String> {
    let sources = [source.clone()];
    found.iter().map(|one| one.one_line(&sources)).collect()
}

fn read(text: &str) -> (Theme, Vec<String>) {
    let source = Source::new("own.toml", text);
    let (theme, mistakes) = Theme::read(&source, &others);
    (theme, lines(&source, &mistakes))
}

fn check(text: &str) -> Vec<String> {
    let source = Source::new("own.toml", text);
    lines(&source, &Theme::check(&source, &others))
}

/// A theme of this name and these lines from its fourth on.
fn own(rest: &str) -> String {
    format!("schema = 1\nname = \"own\"\nkind = \"dark\"\n{rest}")
}

const HOW: &str = "write \"#rrggbb\", one of the sixteen names such as \"bright-red\", \"default\", \
                   or a name from `[palette]`";

#[test]
fn mistakes_in_a_file_are_told_in_place() {
    let table = [
        (own(""), ""),
        (
            String::new(),
            "own.toml:1: `schema` is missing; begin the file with `schema = 1`\n\
             own.toml:1: `name` is missing; add `name = \"...\"`\n\
             own.toml:1: `kind` is missing; add `kind = \"dark\"` or `kind = \"light\"`",
        ),
        (
            "schema = 1\n".to_owned(),
            "own.toml:1: `name` is missing; add `name = \"...\"`\n\
             own.toml:1: `kind` is missing; add `kind = \"dark\"` or `kind = \"light\"`",
        ),
        (
            "nam = 1\nschema = 2\n[roles]\nx = 1\n".to_owned(),
            "own.toml:2: schema 2 needs a newer upgrade-wizard; this one reads schema 1",
        ),
        (
            "schema = \"1\"\nname = \"own\"\nkind = \"drak\"\n".to_owned(),
            "own.toml:1: `schema` is not a whole number; begin the file with `schema = 1`\n\
             own.toml:3: unknown word `drak`; did you mean `dark`?",
        ),
        (
            "schema = 1\nname = \"Own Theme\"\ninherit = \"midnight\"\n[role]\n".to_owned(),
            "own.toml:2: `Own Theme` is no name for a theme; give `name` lower-case letters, \
             digits, `-` and `_`, 40 at most\n\
             own.toml:3: unknown key `inherit`; did you mean `inherits`?\n\
             own.toml:4: unknown key `role`; did you mean `roles`?",
        ),
        (
            own("title = \"a\\nb\"\ncontrast = \"AAAA\"\n"),
            "own.toml:4: `a<U+000A>b` is no title for a theme; give `title` one line of 40 \
             characters at most\n\
             own.toml:5: unknown word `AAAA`; did you mean `AAA`?",
        ),
        (
            own("[roles]\ntext_mutde = \"red\"\nbg = \"default\"\n"),
            "own.toml:5: unknown role `text_mutde`; did you mean `text_muted`?",
        ),
        (
            own("[roles]\nfoo = \"red\"\n"),
            "own.toml:5: unknown role `foo`; the roles are `bg`, `surface`, `surface_hi`, `text`, \
             `text_muted`, `border`, `border_focus`, `accent`, `on_accent`, `selection`, \
             `on_selection`, `success`, `warning`, `danger`, `info`, `track`, `key`, `on_key`, \
             `match` and `on_match`",
        ),
        (own("[roles\nbg = \"nocolour\"\n"), "own.toml:4: unclosed table, expected `]`"),
        (
            own("inherits = \"../midnight\"\n"),
            "own.toml:4: `../midnight` is no name for a theme; give `inherits` lower-case letters, \
             digits, `-` and `_`, 40 at most",
        ),
        (
            own("palette = 1\nroles = [\"red\"]\n"),
            "own.toml:4: `palette` is not a table; write the colours under `[palette]`\n\
             own.toml:5: `roles` is not a table; write the colours under `[roles]`",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(read(&text).1.join("\n"), expected, "file:\n{text}");
    }
}

#[test]
fn mistakes_in_colours_are_told_once_and_with_what_was_meant() {
    let table = [
        (
            "[roles]\ntext = \"#a1C\"\n",
            "own.toml:5: unknown colour `#a1C`; write `#aa11CC`".to_owned(),
        ),
        (
            "[roles]\ntext = \"bright-rde\"\n",
            "own.toml:5: unknown colour `bright-rde`; did you mean `bright-red`?".to_owned(),
        ),
        ("[roles]\ntext = \"#12345g\"\n", format!("own.toml:5: unknown colour `#12345g`; {HOW}")),
        (
            "[roles]\ntext = 3\n",
            format!("own.toml:5: `text` is no text but of type integer; {HOW}"),
        ),
        (
            "[palette]\nmoonlight = \"#ffffff\"\n[roles]\ntext = \"moonligth\"\n",
            "own.toml:7: unknown colour `moonligth`; did you mean `moonlight`?".to_owned(),
        ),
        (
            "[palette]\nmoon = \"#fffff\"\n[roles]\ntext = \"moon\"\naccent = \"moon\"\n",
            format!("own.toml:5: unknown colour `#fffff`; {HOW}"),
        ),
        (
            "[palette]\nsun = \"moon\"\nmoon = \"#ffffff\"\n",
            format!("own.toml:5: unknown colour `moon`; {HOW}"),
        ),
        (
            "[palette]\ndefault = \"#ffffff\"\n\"a b\" = \"red\"\n",
            "own.toml:5: `default` is no name for a colour; call it otherwise: `default` is the \
             terminal's own\n\
             own.toml:6: `a b` is no name for a colour; use letters, digits, `-` and `_`, 40 of \
             them at most"
                .to_owned(),
        ),
    ];
    for (rest, expected) in table {
        assert_eq!(read(&own(rest)).1.join("\n"), expected, "file:\n{rest}");
    }
    let many = (0..300).fold("[palette]\n".to_owned(), |all, n| all + &format!("c{n} = \"red\"\n"));
    let found = read(&own(&many)).1;
    assert_eq!(found, ["own.toml:261: the palette has 300 colours; keep 256 of them at most"]);
}

#[test]
fn mistakes_in_a_line_of_inheritance_are_told_where_it_is_named() {
    let table = [
        ("midnigth", "there is no theme `midnigth`; did you mean `midnight`?"),
        (
            "nobody",
            "there is no theme `nobody`; those of the program are `midnight`, `paper`, `contrast`, \
             `signal` and `terminal`; yours lie beside this file",
        ),
        (
            "own",
            "the themes inherit in a circle: `own` from `own`; let one of them inherit from a \
             theme outside the circle",
        ),
        (
            "tail",
            "the themes inherit in a circle: `own` from `tail` from `own`; let one of them inherit \
             from a theme outside the circle",
        ),
        (
            "left",
            "the themes inherit in a circle: `left` from `right` from `left`; let one of them \
             inherit from a theme outside the circle",
        ),
        (
            "broken",
            "the theme `broken`, which this one builds on, has 2 mistakes; mend broken.toml:5: \
             unknown role `txt`; did you mean `text`?",
        ),
        (
            "orphan",
            "the theme `orphan`, which this one builds on, has 1 mistake; mend orphan.toml:3: \
             there is no theme `nobody`; those of the program are `midnight`, `paper`, `contrast`, \
             `signal` and `terminal`; yours lie beside this file",
        ),
    ];
    for (parent, expected) in table {
        let text = own(&format!("inherits = \"{parent}\"\n[roles]\ntext = \"#eeeeee\"\n"));
        let (theme, found) = read(&text);
        assert_eq!(found, [format!("own.toml:4: {expected}")], "{parent}");
        assert_eq!(theme.color(Role::Text), Color::Rgb(0xEE, 0xEE, 0xEE), "what can be read, is");
    }
}

#[test]
fn a_line_of_inheritance_ends_somewhere() {
    let source = Source::new("t0.toml", "schema = 1\nname = \"t0\"\ninherits = \"t1\"\n");
    let endless = |name: &str| {
        let next = name[1..].parse::<usize>().ok()? + 1;
        Some(Source::new(name, format!("schema = 1\nname = \"{name}\"\ninherits = \"t{next}\"\n")))
    };
    let (_, mistakes) = Theme::read(&source, &endless);
    let expected = format!("this theme inherits over more than {MOST_GENERATIONS} files");
    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].message, expected);
}

#[test]
fn what_a_theme_does_not_give_comes_from_its_parent_or_along_the_chain() {
    let (theme, mistakes) = read(
        "schema = 1\nname = \"own\"\ninherits = \"base\"\n[palette]\nred = \"#aa0000\"\n\
         [roles]\ndanger = \"red\"\nwarning = \"ink\"\nborder = \"yellow\"\nbg = \"x\"\n",
    );
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert_eq!((theme.name(), theme.title(), theme.kind()), ("own", "own", Kind::Light));
    let table = [
        (Role::Danger, "#aa0000", "a name of the palette hides one of the sixteen"),
        (Role::Warning, "#111111", "the parent's palette is known"),
        (Role::Border, "yellow", "one of the sixteen"),
        (Role::Bg, "#fefefe", "what is not understood is left to the parent"),
        (Role::Accent, "#111111", "given by the parent"),
        (Role::Info, "#111111", "the parent's accent"),
        (Role::Surface, "#fefefe", "the parent's background"),
        (Role::OnMatch, "#fefefe", "the parent's background"),
    ];
    for (role, expected, why) in table {
        assert_eq!(theme.color(role).to_string(), expected, "{}: {why}", role.name());
    }
}

#[test]
fn another_value_in_the_palette_reaches_what_is_inherited() {
    let (theme, mistakes) =
        read("schema = 1\nname = \"own\"\ninherits = \"base\"\n[palette]\nink = \"#222222\"\n");
    assert_eq!((theme.color(Role::Text), mistakes.len()), (Color::Rgb(0x22, 0x22, 0x22), 0));
}

#[test]
fn a_users_theme_goes_before_its_namesake_and_may_build_on_it() {
    let (theme, mistakes) = read("schema = 1\nname = \"own\"\ninherits = \"midnight\"\n");
    assert_eq!(mistakes, [""; 0]);
    assert_eq!(theme.color(Role::Bg), Color::Rgb(0, 0, 0));
    let shipped = Theme::builtin("midnight").unwrap();
    assert_ne!(shipped.color(Role::Bg), Color::Rgb(0, 0, 0));
    assert_eq!(theme.color(Role::Text), shipped.color(Role::Text));
}

#[test]
fn a_theme_is_held_to_the_level_that_it_or_its_parent_names() {
    let table = [
        (own(""), Contrast::Aa),
        (own("contrast = \"AAA\"\n"), Contrast::Aaa),
        (own("inherits = \"contrast\"\n"), Contrast::Aaa),
        (own("inherits = \"contrast\"\ncontrast = \"AA\"\n"), Contrast::Aa),
    ];
    for (text, expected) in table {
        assert_eq!(read(&text).0.contrast(), expected, "file:\n{text}");
    }
}

#[test]
fn a_file_without_a_name_is_called_as_it_is() {
    let source = Source::new("C:\\themes/harbour.toml", "schema = 1\n");
    assert_eq!(Theme::read(&source, &|_| None).0.name(), "harbour");
}

#[test]
fn too_little_contrast_is_told_with_the_figures_where_the_file_has_its_say() {
    let table = [
        // The role itself, each ground, and a shade that would do.
        (
            "inherits = \"paper\"\n[roles]\ntext_muted = \"#909090\"\n",
            "own.toml:6: `text_muted` (#909090) has too little contrast: 3.00 : 1 on `bg`, 2.73 : 1 \
             on `surface` and 2.37 : 1 on `selection`; 4.50 : 1 is needed (WCAG AA); \
             `text_muted = \"#606060\"` would do",
        ),
        // A colour of the palette that the parent paints with.
        (
            "inherits = \"paper\"\n\n[palette]\nash = \"#e0e0e0\"\n",
            "own.toml:7: `border` (#e0e0e0) has too little contrast: 1.24 : 1 on `bg` and 1.12 : 1 \
             on `surface`; 3.00 : 1 is needed (WCAG AA); `border = \"#888888\"` would do",
        ),
        // A ground on which nothing can be read.
        (
            "inherits = \"paper\"\n[roles]\nsurface = \"#757575\"\nsurface_hi = \"#ffffff\"\n",
            "own.toml:6: `surface` (#757575) has too little contrast: 3.28 : 1 under `text`, 1.55 : 1 \
             under `text_muted`, 1.56 : 1 under `accent`, 1.43 : 1 under `success`, 1.70 : 1 under \
             `warning`, 1.42 : 1 under `danger` and 2.14 : 1 under `info`; 4.50 : 1 is needed \
             (WCAG AA); `surface = \"#e0e0e0\"` would do\n\
             own.toml:6: `surface` (#757575) has too little contrast: 1.14 : 1 under `border` and \
             1.56 : 1 under `border_focus`; 3.00 : 1 is needed (WCAG AA); `surface = \"#e0e0e0\"` \
             would do",
        ),
        // A colour that must be dark in one place and light in another; others fall back to it.
        (
            "contrast = \"AAA\"\ninherits = \"base\"\n[roles]\naccent = \"#999999\"\n\
             on_accent = \"#000000\"\n",
            "own.toml:7: `accent` (#999999) has too little contrast: 2.82 : 1 on `bg`; 7.00 : 1 is \
             needed (WCAG AAA); no shade of it will do with all that it meets: change that too",
        ),
        // The ground, where the words are inherited.
        (
            "inherits = \"base\"\n[roles]\nmatch = \"#cccccc\"\n",
            "own.toml:6: `match` (#cccccc) has too little contrast: 1.59 : 1 under `on_match`; \
             4.50 : 1 is needed (WCAG AA); `match = \"#757575\"` would do",
        ),
        // Words in one colour, the ground in another that nobody knows.
        (
            "[roles]\nbg = \"#101010\"\n",
            "own.toml:5: `bg` has a colour, `text` is the terminal's own; give `text` a colour too: \
             nobody knows what the terminal has",
        ),
        (
            "[roles]\ntext = \"white\"\n",
            "own.toml:5: `text` has a colour, `bg` is the terminal's own; give `bg` a colour too: \
             nobody knows what the terminal has",
        ),
        ("[roles]\naccent = \"red\"\n", ""),
    ];
    for (rest, expected) in table {
        assert_eq!(check(&own(rest)).join("\n"), expected, "file:\n{rest}");
    }
}

#[test]
fn a_level_that_the_parent_does_not_reach_is_told_where_it_is_named() {
    let found = check(&own("contrast = \"AAA\"\ninherits = \"midnight\"\n"));
    assert!(!found.is_empty());
    for line in found {
        assert!(line.starts_with("own.toml:5: "), "{line}");
        assert!(line.contains("7.00 : 1 is needed (WCAG AAA)"), "{line}");
    }
}

proptest! {
    #[test]
    fn whatever_is_written_can_be_read_and_checked(
        noise in any::<String>(),
        at in 0..400_usize,
        parent in prop::sample::select(vec!["base", "left", "own", "terminal"]),
    ) {
        let mut text = own(&format!(
            "inherits = \"{parent}\"\n[palette]\nred = \"#aa0000\"\n[roles]\ndanger = \"red\"\n"
        ));
        text.insert_str(at.min(text.len()), &noise);
        let source = Source::new("own.toml", text);
        let (theme, mistakes) = Theme::read(&source, &others);
        let checked = Theme::check(&source, &others);
        prop_assert!(mistakes.iter().all(|mistake| mistake.file == 0 && checked.contains(mistake)));
        prop_assert!(Role::ALL.iter().all(|role| theme.color(*role).to_16() < 16));
        crate::text::render(&[source], &checked);
    }
}
