//! What the counts of received goods let an inspection say: what its form opens with, and which answers they contradict. The page and the
//! command ask the same functions.

use crate::domain::goods::condition::{Grade, Verdict};
use crate::domain::goods::movement::ReturnMethod;
use crate::domain::refusal::Refusal;

/// The least a finding says, in characters.
pub const FINDING_LEAST: usize = 2;

/// Units of a line: expected, and as they were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub expected: i64,
    pub received: i64,
    pub good: i64,
    pub defective: i64,
}

/// How a line's counts fall short of what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub missing: i64,
    pub defective: i64,
}

impl Counts {
    /// The difference from all units here and good; none where there is no difference.
    pub fn gap(self) -> Option<Gap> {
        let gap = Gap { missing: self.expected - self.received, defective: self.defective };
        (gap.missing != 0 || gap.defective != 0).then_some(gap)
    }

    /// The grade that a line has unless somebody says otherwise: of its good units, or, where there are none, of what the counts say. A
    /// refused delivery was outside, so its goods are not sold as new (8.7).
    pub fn usual_grade(self, method: Option<ReturnMethod>) -> Grade {
        match (self.received, self.good, method) {
            (0, _, _) => Grade::Missing,
            (_, 0, _) => Grade::Defective,
            (_, _, Some(ReturnMethod::RefusedDelivery)) => Grade::Opened,
            (_, _, Some(ReturnMethod::SelfShip | ReturnMethod::Pickup) | None) => Grade::LikeNew,
        }
    }

    fn contradicts(self, grade: Grade) -> bool {
        match grade {
            Grade::LikeNew | Grade::Opened => self.good == 0,
            Grade::Defective | Grade::Scrap | Grade::WrongItem => self.received == 0,
            Grade::Missing => false,
        }
    }
}

/// The verdict that an inspection opens with: a pass, with all conditions ticked, only where all that was expected came good.
pub fn usual_verdict(lines: &[Counts]) -> Verdict {
    if lines.iter().all(|line| line.gap().is_none()) { Verdict::Pass } else { Verdict::Deviates }
}

/// A part of the inspection's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Verdict,
    /// The grade of a line, by its place in the list.
    Grade(usize),
    /// The ticked conditions of the goods.
    Conditions,
    Finding,
}

/// An inspection's answers, without its counts.
#[derive(Clone, Copy, Debug)]
pub struct Answers {
    pub verdict: Verdict,
    /// A condition of the goods is ticked; the outer packaging can be judged without them.
    pub goods_judged: bool,
    /// Characters of the finding.
    pub finding: usize,
}

/// The answers that the counts contradict, and those that need a finding. A pass needs all goods to be here and ours, and a word about
/// defective or scrapped ones; a deviation needs a word in any case.
pub fn contradictions(lines: &[(Counts, Grade)], answers: Answers) -> Vec<(Place, Refusal)> {
    let passes = answers.verdict == Verdict::Pass;
    let unexplained = answers.finding < FINDING_LEAST;
    let mut found = Vec::new();
    if passes && lines.iter().any(|(line, _)| line.received != line.expected) {
        found.push((Place::Verdict, Refusal::CountsDiffer));
    }
    for (place, (line, grade)) in lines.iter().enumerate() {
        if line.contradicts(*grade) {
            found.push((Place::Grade(place), Refusal::GradeContradictsCounts));
        } else if passes && matches!(grade, Grade::WrongItem | Grade::Missing) {
            found.push((Place::Grade(place), Refusal::GradeDeviates));
        }
    }
    if answers.goods_judged && lines.iter().all(|(line, _)| line.received == 0) {
        found.push((Place::Conditions, Refusal::NothingToJudge));
    }
    if unexplained && !passes {
        found.push((Place::Finding, Refusal::TooShort(FINDING_LEAST)));
    } else if unexplained && lines.iter().any(|(line, _)| line.defective > 0) {
        found.push((Place::Finding, Refusal::DefectsUnexplained));
    } else if unexplained && lines.iter().any(|(_, grade)| *grade == Grade::Scrap) {
        found.push((Place::Finding, Refusal::TooShort(FINDING_LEAST)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(expected: i64, good: i64, defective: i64) -> Counts {
        Counts { expected, received: good + defective, good, defective }
    }

    #[test]
    fn an_inspection_opens_as_the_counts_say() {
        use Grade::{Defective, LikeNew, Missing, Opened};
        let refused = Some(ReturnMethod::RefusedDelivery);
        for (line, method, grade, verdict) in [
            (counts(2, 2, 0), None, LikeNew, Verdict::Pass),
            (counts(2, 2, 0), Some(ReturnMethod::Pickup), LikeNew, Verdict::Pass),
            (counts(2, 2, 0), refused, Opened, Verdict::Pass),
            (counts(2, 1, 0), None, LikeNew, Verdict::Deviates),
            (counts(2, 1, 1), None, LikeNew, Verdict::Deviates),
            (counts(2, 0, 2), None, Defective, Verdict::Deviates),
            (counts(2, 0, 1), refused, Defective, Verdict::Deviates),
            (counts(2, 0, 0), refused, Missing, Verdict::Deviates),
        ] {
            assert_eq!(line.usual_grade(method), grade, "{line:?} {method:?}");
            assert_eq!(usual_verdict(&[counts(1, 1, 0), line]), verdict, "{line:?}");
        }
    }

    #[test]
    fn answers_against_the_counts_are_refused_at_their_place() {
        use Grade::{Defective, LikeNew, Missing, Opened, Scrap, WrongItem};
        use Verdict::{Deviates, Pass};
        let (all, fewer, none) = (counts(2, 2, 0), counts(2, 1, 0), counts(2, 0, 0));
        let (one_bad, all_bad) = (counts(2, 1, 1), counts(2, 0, 2));
        let short = Refusal::TooShort(FINDING_LEAST);
        for (line, grade, verdict, goods_judged, finding, expected) in [
            (all, LikeNew, Pass, true, 0, vec![]),
            (all, Defective, Pass, false, 0, vec![]),
            (all, Scrap, Pass, false, 1, vec![(Place::Finding, short.clone())]),
            (all, Scrap, Pass, false, 2, vec![]),
            (all, WrongItem, Pass, false, 0, vec![(Place::Grade(0), Refusal::GradeDeviates)]),
            (all, LikeNew, Deviates, true, 1, vec![(Place::Finding, short)]),
            (fewer, LikeNew, Pass, true, 5, vec![(Place::Verdict, Refusal::CountsDiffer)]),
            (fewer, LikeNew, Deviates, false, 5, vec![]),
            (one_bad, Opened, Pass, false, 0, vec![(Place::Finding, Refusal::DefectsUnexplained)]),
            (one_bad, Opened, Pass, false, 2, vec![]),
            (all_bad, LikeNew, Deviates, false, 2, vec![(Place::Grade(0), Refusal::GradeContradictsCounts)]),
            (all_bad, Defective, Deviates, false, 2, vec![]),
            (none, LikeNew, Deviates, false, 2, vec![(Place::Grade(0), Refusal::GradeContradictsCounts)]),
            (none, WrongItem, Deviates, false, 2, vec![(Place::Grade(0), Refusal::GradeContradictsCounts)]),
            (none, Missing, Deviates, true, 2, vec![(Place::Conditions, Refusal::NothingToJudge)]),
            (none, Missing, Deviates, false, 2, vec![]),
        ] {
            let answers = Answers { verdict, goods_judged, finding };
            assert_eq!(contradictions(&[(line, grade)], answers), expected, "{line:?} {grade} {answers:?}");
        }
    }
}
