//! How goods move: parcels, receipts, outbounds, carriers.

use crate::domain::codes::codes;

codes! {
    /// How goods come back (R75–R77).
    ReturnMethod {
        SelfShip = "SELF_SHIP",
        Pickup = "PICKUP",
        RefusedDelivery = "REFUSED_DELIVERY",
    }
}

codes! {
    /// Why goods came in.
    InboundKind {
        Return = "RETURN",
        Exchange = "EXCHANGE",
    }
}

codes! {
    /// Where an inbound stands: counted, or on the shelf, or given up because the goods went back to the buyer.
    InboundState {
        Received = "RECEIVED",
        Shelved = "SHELVED",
        SentBack = "SENT_BACK",
    }
}

codes! {
    /// Why goods went out.
    OutboundKind {
        ExchangeShip = "EXCHANGE_SHIP",
        ReturnToBuyer = "RETURN_TO_BUYER",
    }
}

codes! {
    /// Where an outbound stands.
    OutboundState {
        Reserved = "RESERVED",
        Shipped = "SHIPPED",
        Void = "VOID",
    }
}

codes! {
    /// The purpose of a stock move.
    MoveKind {
        /// Returned goods are put away.
        Inbound = "INBOUND",
        /// Goods leave.
        Outbound = "OUTBOUND",
        /// Units are promised to an outbound.
        Reserve = "RESERVE",
        /// Promised units become free again.
        Release = "RELEASE",
        /// A count or the opening stock.
        Count = "COUNT",
    }
}

codes! {
    /// Where a parcel at the warehouse stands.
    ParcelState {
        /// Its number belongs to a ticket; it is here but not opened.
        SignedIn = "SIGNED_IN",
        /// Nothing matches its number yet (无主件).
        Unclaimed = "UNCLAIMED",
        Opened = "OPENED",
        /// It was registered by mistake.
        Void = "VOID",
    }
}

codes! {
    /// Carriers by the codes of the common tracking services.
    Carrier {
        Shunfeng = "shunfeng",
        Zhongtong = "zhongtong",
        Yuantong = "yuantong",
        Yunda = "yunda",
        Shentong = "shentong",
        Jtexpress = "jtexpress",
        Jd = "jd",
        Ems = "ems",
        PostParcel = "youzhengguonei",
        PostExpress = "youzhengbk",
        DebangExpress = "debangkuaidi",
        DebangFreight = "debangwuliu",
        Danniao = "danniao",
        Zhaijisong = "zhaijisong",
        Kuayue = "kuayue",
        Suning = "suning",
        Anneng = "annengwuliu",
        ZhongtongFreight = "zhongtongkuaiyun",
        YundaFreight = "yundakuaiyun",
        Dhl = "dhl",
        Ups = "ups",
        Fedex = "fedex",
        Usps = "usps",
        Other = "other",
    }
}
