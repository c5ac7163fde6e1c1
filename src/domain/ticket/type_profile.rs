//! The profile of each ticket type: one exhaustive table. Code reads the profile; nothing outside the domain names a type.

use crate::domain::goods::movement::{InboundKind, OutboundKind};
use crate::domain::money::refund_amount::ClaimKind;
use crate::domain::order::kind::LineKind;
use crate::domain::ticket::kind::{DesiredSolution, Scene, TicketType};
use crate::domain::ticket::status::Status;

/// The end of a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Money goes back to the buyer.
    Refund,
    /// Other goods go out for those that came back.
    Replacement,
}

/// What becomes of a ticket's goods.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goods {
    /// They stay where they are.
    Stay,
    /// They travel back before the ticket can end; accepted, they are ours again and go to the shelf.
    ComeBack { booked_in_as: InboundKind },
}

/// A stop on a ticket's way, in the order of the trade.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Station {
    Application,
    Review,
    Return,
    Inspection,
    Refund,
    Replacement,
    Done,
}

/// The profile of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypeProfile {
    pub ending: Ending,
    pub goods: Goods,
    /// The reviewer names a ground where the order was shipped.
    pub needs_ground: bool,
    /// The system may approve it where nothing was shipped.
    pub may_be_automatic: bool,
    /// The stops of its way, from the first to the last.
    pub stations: &'static [Station],
}

const REFUND_ONLY: TypeProfile = TypeProfile {
    ending: Ending::Refund,
    goods: Goods::Stay,
    needs_ground: true,
    may_be_automatic: true,
    stations: &[Station::Application, Station::Review, Station::Refund, Station::Done],
};

const RETURN_REFUND: TypeProfile = TypeProfile {
    ending: Ending::Refund,
    goods: Goods::ComeBack { booked_in_as: InboundKind::Return },
    needs_ground: false,
    may_be_automatic: false,
    stations: &[
        Station::Application,
        Station::Review,
        Station::Return,
        Station::Inspection,
        Station::Refund,
        Station::Done,
    ],
};

const EXCHANGE: TypeProfile = TypeProfile {
    ending: Ending::Replacement,
    goods: Goods::ComeBack { booked_in_as: InboundKind::Exchange },
    needs_ground: false,
    may_be_automatic: false,
    stations: &[
        Station::Application,
        Station::Review,
        Station::Return,
        Station::Inspection,
        Station::Replacement,
        Station::Done,
    ],
};

impl TicketType {
    /// The type's profile.
    pub fn profile(self) -> &'static TypeProfile {
        match self {
            Self::RefundOnly => &REFUND_ONLY,
            Self::ReturnRefund => &RETURN_REFUND,
            Self::Exchange => &EXCHANGE,
        }
    }

    /// The type that an application begins with: refund only before anything was shipped, else return and refund.
    pub fn usual(shipped: bool) -> Self {
        if shipped { Self::ReturnRefund } else { Self::RefundOnly }
    }

    /// Whether goods travel back before the ticket can end.
    pub fn returns_goods(self) -> bool {
        match self.profile().goods {
            Goods::Stay => false,
            Goods::ComeBack { .. } => true,
        }
    }

    /// The kind of inbound that goods of the type are booked in with; `None` where none come back.
    pub fn inbound(self) -> Option<InboundKind> {
        match self.profile().goods {
            Goods::Stay => None,
            Goods::ComeBack { booked_in_as } => Some(booked_in_as),
        }
    }

    /// What buyers who get this usually wished for.
    pub fn usual_wish(self) -> DesiredSolution {
        match self {
            Self::RefundOnly => DesiredSolution::Refund,
            Self::ReturnRefund => DesiredSolution::Return,
            Self::Exchange => DesiredSolution::Exchange,
        }
    }

    /// Whether the ticket ends with money going back to the buyer.
    pub fn refunds_money(self) -> bool {
        self.profile().ending == Ending::Refund
    }

    /// Whether other goods go out in exchange for those that come back.
    pub fn ships_replacement(self) -> bool {
        self.profile().ending == Ending::Replacement
    }

    /// The outbound that a ticket of the type ships from a status: goods that go back from an inspection, what ends its way from there on.
    pub fn outbound_from(self, status: Status) -> Option<OutboundKind> {
        match (status.station(), self.profile().ending) {
            (Station::Inspection, _) => Some(OutboundKind::ReturnToBuyer),
            (Station::Replacement, Ending::Replacement) => Some(OutboundKind::ExchangeShip),
            (Station::Replacement, Ending::Refund) => None,
            (Station::Application | Station::Review | Station::Return | Station::Refund | Station::Done, _) => None,
        }
    }

    /// Whether the reviewer names a ground in this scene.
    pub fn needs_ground(self, scene: Scene) -> bool {
        self.profile().needs_ground && scene != Scene::Unshipped
    }

    /// The scene of a draft that nobody has judged yet.
    pub fn first_scene(self) -> Scene {
        if self.returns_goods() { Scene::Return } else { Scene::Unshipped }
    }

    /// How a claim on a line uses it up: units and value, or value alone where the goods stay with the buyer.
    pub fn claim(self, scene: Scene, sold: LineKind) -> ClaimKind {
        match self.profile().ending {
            Ending::Replacement => ClaimKind::Exchanged,
            Ending::Refund if scene == Scene::ReceivedKeep && sold == LineKind::Goods => ClaimKind::Kept,
            Ending::Refund => ClaimKind::Returned,
        }
    }
}

impl Status {
    /// The stop of its way at which a ticket stands.
    pub fn station(self) -> Station {
        match self {
            Self::Draft => Station::Application,
            Self::PendingReview | Self::AwaitingBuyer | Self::Approved | Self::Rejected => Station::Review,
            Self::PendingReturn | Self::Returning => Station::Return,
            Self::Received | Self::InspectionException => Station::Inspection,
            Self::PendingRefund | Self::Refunding | Self::RefundFailed => Station::Refund,
            Self::PendingExchange | Self::ExchangeShipped => Station::Replacement,
            Self::Completed | Self::Cancelled | Self::Closed => Station::Done,
        }
    }
}
