//! A strict little reader of TAP 14, so that what is written is read by somebody else.

/// What a point is marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directive {
    Skip,
    Todo,
}

/// A test point.
#[derive(Debug)]
pub struct Point {
    pub ok: bool,
    pub description: String,
    pub directive: Option<Directive>,
}

/// Reads a whole report: the number of points that are planned, and those that there are. Panics where it is not as the protocol has it.
#[track_caller]
pub fn read(text: &str) -> (usize, Vec<Point>) {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("TAP version 14"));
    let plan = lines.next().and_then(|line| line.strip_prefix("1..")).expect("a plan");
    let plan: usize = plan.parse().expect("a number of points");
    let mut points: Vec<Point> = Vec::new();
    let (mut yaml, mut may_follow): (Option<String>, bool) = (None, false);
    let mut over = false;
    for line in lines {
        assert!(!over, "after it bailed out: `{line}`");
        if let Some(block) = &mut yaml {
            if line == "  ..." {
                serde_yaml::from_str::<serde_yaml::Value>(block).unwrap_or_else(|error| panic!("{error}:\n{block}"));
                yaml = None;
            } else {
                let inside = line.strip_prefix("  ").unwrap_or_else(|| panic!("not indented: `{line}`"));
                block.push_str(inside);
                block.push('\n');
            }
        } else if line == "  ---" {
            assert!(may_follow, "a block that is of no point");
            (yaml, may_follow) = (Some(String::new()), false);
        } else if line.starts_with('#') {
            may_follow = false;
        } else if line.starts_with("Bail out!") {
            over = true;
        } else {
            let point = point(line, points.len() + 1);
            points.push(point);
            may_follow = true;
        }
    }
    assert!(yaml.is_none(), "a block has no end");
    assert_eq!(plan, points.len(), "the plan is kept");
    (plan, points)
}

#[track_caller]
fn point(line: &str, number: usize) -> Point {
    let (ok, rest) = match line.strip_prefix("not ") {
        Some(rest) => (false, rest),
        None => (true, line),
    };
    let begin = format!("ok {number} - ");
    let rest = rest.strip_prefix(&begin).unwrap_or_else(|| panic!("not point {number}: `{line}`"));
    let (mut description, mut directive, mut escaped) = (String::new(), None, false);
    for (at, letter) in rest.char_indices() {
        match letter {
            _ if escaped => {
                assert!(['#', '\\'].contains(&letter), "`\\{letter}` is no escape: {line}");
                description.push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            '#' => {
                directive = Some(match &rest[at..] {
                    told if told.starts_with("# SKIP ") => Directive::Skip,
                    told if told.starts_with("# todo ") => Directive::Todo,
                    told => panic!("no directive: `{told}`"),
                });
                break;
            }
            _ => description.push(letter),
        }
    }
    Point { ok, description, directive }
}
