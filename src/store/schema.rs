// Generated from the migrations: what the tables hold.

diesel::table! {
    id_blocks (name) {
        name -> Text,
        next_id -> BigInt,
    }
}

diesel::table! {
    day_numbers (prefix, day) {
        prefix -> Text,
        day -> Text,
        last_no -> BigInt,
    }
}

diesel::table! {
    merchants (id) {
        id -> BigInt,
        code -> Text,
        name -> Text,
        timezone -> Text,
        currency -> Text,
        gateway -> Text,
        auto_refund_unshipped -> Bool,
        auto_refund_limit_minor -> BigInt,
        filer_may_review -> Bool,
        version -> Integer,
        created_at -> BigInt,
        auto_refund_daily_minor -> BigInt,
        return_note -> Bool,
    }
}

diesel::table! {
    shops (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        name -> Text,
        platform -> Text,
        active -> Bool,
        version -> Integer,
        station_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    warehouses (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        code -> Text,
        name -> Text,
        active -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    return_stations (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        warehouse_id -> BigInt,
        name -> Text,
        contact -> Text,
        phone -> Text,
        address -> Text,
        is_default -> Bool,
        active -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    staff (id) {
        id -> BigInt,
        username -> Text,
        display_name -> Text,
        password_hash -> Text,
        active -> Bool,
        all_merchants -> Bool,
        language -> Nullable<Text>,
        last_login_at -> Nullable<BigInt>,
        version -> Integer,
        created_at -> BigInt,
        must_change_password -> Bool,
        away_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    staff_roles (staff_id, role) {
        staff_id -> BigInt,
        role -> Text,
    }
}

diesel::table! {
    staff_merchants (staff_id, merchant_id) {
        staff_id -> BigInt,
        merchant_id -> BigInt,
    }
}

diesel::table! {
    staff_sessions (token_hash) {
        token_hash -> Text,
        staff_id -> BigInt,
        created_at -> BigInt,
        seen_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        address -> Text,
        device -> Text,
    }
}

diesel::table! {
    login_failures (id) {
        id -> BigInt,
        name_key -> Text,
        address -> Text,
        browser -> Text,
        failed_at -> BigInt,
    }
}

diesel::table! {
    buyers (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        platform -> Text,
        account -> Text,
        nickname -> Text,
        level -> Text,
        phone -> Text,
        email -> Text,
        address -> Text,
    }
}

diesel::table! {
    orders (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        shop_id -> BigInt,
        buyer_id -> Nullable<BigInt>,
        order_no -> Text,
        currency -> Text,
        ordered_at -> BigInt,
        paid_at -> Nullable<BigInt>,
        paid_minor -> BigInt,
        freight_minor -> BigInt,
        sign_state -> Text,
        receiver_name -> Text,
        receiver_phone -> Text,
        receiver_address -> Text,
        buyer_message -> Text,
        merchant_remark -> Text,
        flag -> Text,
        gift_note -> Text,
        invoice_no -> Text,
        transport_note -> Text,
        is_stub -> Bool,
        doubt -> Text,
        fingerprint -> Text,
        search_text -> Text,
        after_sale -> Text,
        refunded_minor -> BigInt,
        claims -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        facts_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    order_lines (id) {
        id -> BigInt,
        order_id -> BigInt,
        line_no -> BigInt,
        kind -> Text,
        sku -> Text,
        name -> Text,
        spec -> Text,
        picture_url -> Text,
        unit_price_scaled -> BigInt,
        quantity -> BigInt,
        gross_minor -> BigInt,
        line_discount_minor -> BigInt,
        coupon_minor -> BigInt,
        points_minor -> BigInt,
        paid_minor -> BigInt,
        is_gift -> Bool,
        gift_value_minor -> BigInt,
        shipped_qty -> BigInt,
        signed_at -> Nullable<BigInt>,
        replaces_line_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    order_payments (id) {
        id -> BigInt,
        order_id -> BigInt,
        method -> Text,
        gateway -> Text,
        reference -> Text,
        amount_minor -> BigInt,
        paid_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    shipments (id) {
        id -> BigInt,
        order_id -> BigInt,
        carrier -> Text,
        tracking_no -> Text,
        shipped_at -> Nullable<BigInt>,
        signed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    products (merchant_id, sku) {
        merchant_id -> BigInt,
        sku -> Text,
        name -> Text,
        spec -> Text,
        picture_url -> Text,
        unit_price_scaled -> BigInt,
        priced_at -> BigInt,
    }
}

diesel::table! {
    reasons (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        code -> Text,
        name_zh -> Text,
        name_en -> Text,
        applies_to -> Text,
        responsibility -> Text,
        visible -> Bool,
        position -> BigInt,
        deleted_at -> Nullable<BigInt>,
        version -> Integer,
        reply_zh -> Text,
        reply_en -> Text,
        cause -> Text,
        cause_confirmed -> Bool,
    }
}

diesel::table! {
    tickets (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        shop_id -> BigInt,
        order_id -> BigInt,
        buyer_id -> Nullable<BigInt>,
        ticket_no -> Text,
        kind -> Text,
        status -> Text,
        scene -> Text,
        currency -> Text,
        created_at -> BigInt,
        submitted_at -> Nullable<BigInt>,
        computed_minor -> BigInt,
        approved_minor -> Nullable<BigInt>,
        freight_minor -> BigInt,
        refunded_minor -> BigInt,
        status_since -> BigInt,
        parent_ticket_id -> Nullable<BigInt>,
        event_seq -> BigInt,
        completed_at -> Nullable<BigInt>,
        version -> Integer,
        updated_at -> BigInt,
        on_hold -> Bool,
    }
}

diesel::table! {
    ticket_intakes (ticket_id) {
        ticket_id -> BigInt,
        buyer_words -> Text,
        remark -> Text,
        contact_phone -> Text,
        contact_email -> Text,
        desired_solution -> Nullable<Text>,
        claimed_minor -> Nullable<BigInt>,
        channel -> Text,
        requested_on -> Text,
        filed_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    ticket_decisions (ticket_id) {
        ticket_id -> BigInt,
        allow_freight -> Bool,
        allow_coupon -> Bool,
        allow_virtual -> Bool,
        buyer_agreed_at -> Nullable<BigInt>,
        ground -> Nullable<Text>,
        note -> Text,
        sending_back -> Bool,
        result -> Text,
        round -> Integer,
        bounce_count -> Integer,
        reviewer_id -> Nullable<BigInt>,
        reviewed_at -> Nullable<BigInt>,
        appeal_against -> Nullable<BigInt>,
        is_escalated -> Bool,
    }
}

diesel::table! {
    ticket_returns (ticket_id) {
        ticket_id -> BigInt,
        station_id -> Nullable<BigInt>,
        warehouse_id -> Nullable<BigInt>,
        contact -> Text,
        phone -> Text,
        address -> Text,
        method -> Nullable<Text>,
        carrier -> Text,
        tracking_no -> Text,
        shipped_at -> Nullable<BigInt>,
        signed_in_at -> Nullable<BigInt>,
        received_at -> Nullable<BigInt>,
        inspected_at -> Nullable<BigInt>,
        goods_state -> Text,
    }
}

diesel::table! {
    ticket_lines (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        order_line_id -> BigInt,
        line_no -> BigInt,
        quantity -> BigInt,
        settled_qty -> Nullable<BigInt>,
        reason_id -> BigInt,
        reason_zh -> Text,
        reason_en -> Text,
        responsibility -> Text,
        remaining_minor -> BigInt,
        remaining_qty -> BigInt,
        computed_minor -> BigInt,
        lowered_minor -> BigInt,
        fee_minor -> BigInt,
        approved_minor -> Nullable<BigInt>,
        exchange_sku -> Nullable<Text>,
        received_qty -> BigInt,
        good_qty -> BigInt,
        defective_qty -> BigInt,
        cause -> Text,
    }
}

diesel::table! {
    ticket_adjustments (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        round -> Integer,
        kind -> Text,
        amount_minor -> BigInt,
        note -> Text,
        staff_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    ticket_reviews (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        round -> Integer,
        decision -> Text,
        computed_minor -> BigInt,
        approved_minor -> Nullable<BigInt>,
        category -> Nullable<Text>,
        reason -> Text,
        show_buyer -> Bool,
        reviewer_id -> Nullable<BigInt>,
        reviewed_at -> BigInt,
    }
}

diesel::table! {
    attachments (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        kind -> Text,
        file_name -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Text,
        stored_as -> Text,
        staff_id -> Nullable<BigInt>,
        created_at -> BigInt,
        original_sha256 -> Text,
        taken_at -> Text,
    }
}

diesel::table! {
    refunds (id) {
        id -> BigInt,
        refund_no -> Text,
        ticket_id -> BigInt,
        order_id -> BigInt,
        merchant_id -> BigInt,
        payment_id -> Nullable<BigInt>,
        amount_minor -> BigInt,
        currency -> Text,
        state -> Text,
        gateway -> Text,
        is_auto -> Bool,
        round -> Integer,
        request_no -> Text,
        approved_by -> Nullable<BigInt>,
        approved_at -> Nullable<BigInt>,
        submitted_at -> Nullable<BigInt>,
        succeeded_at -> Nullable<BigInt>,
        fail_code -> Text,
        offline_reference -> Text,
        offline_paid_on -> Text,
        offline_by -> Nullable<BigInt>,
        version -> Integer,
        created_at -> BigInt,
        updated_at -> BigInt,
        payment_reference -> Text,
        paid_minor -> BigInt,
        unclear -> Nullable<Text>,
    }
}

diesel::table! {
    refund_attempts (id) {
        id -> BigInt,
        refund_id -> BigInt,
        attempt_no -> Integer,
        request_no -> Text,
        outcome -> Text,
        code -> Text,
        created_at -> BigInt,
        paid_minor -> Nullable<BigInt>,
        questions -> Integer,
        denied_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    refund_settlements (id) {
        id -> BigInt,
        refund_id -> BigInt,
        verdict -> Text,
        paid_minor -> BigInt,
        reference -> Text,
        reason -> Text,
        recorded_by -> BigInt,
        recorded_at -> BigInt,
        confirmed_by -> Nullable<BigInt>,
        confirmed_at -> Nullable<BigInt>,
        superseded_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    parcels (id) {
        id -> BigInt,
        parcel_no -> Text,
        merchant_id -> BigInt,
        warehouse_id -> BigInt,
        tracking_no -> Text,
        carrier -> Text,
        contents -> Text,
        state -> Text,
        signed_in_at -> BigInt,
        signed_in_by -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    parcel_tickets (parcel_id, ticket_id) {
        parcel_id -> BigInt,
        ticket_id -> BigInt,
    }
}

diesel::table! {
    inbounds (id) {
        id -> BigInt,
        inbound_no -> Text,
        kind -> Text,
        ticket_id -> BigInt,
        merchant_id -> BigInt,
        warehouse_id -> BigInt,
        carrier -> Text,
        tracking_no -> Text,
        state -> Text,
        note -> Text,
        received_at -> BigInt,
        received_by -> Nullable<BigInt>,
        shelved_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    inbound_lines (id) {
        id -> BigInt,
        inbound_id -> BigInt,
        ticket_line_id -> BigInt,
        sku -> Text,
        name -> Text,
        expected_qty -> BigInt,
        received_qty -> BigInt,
        good_qty -> BigInt,
        defective_qty -> BigInt,
        grade -> Nullable<Text>,
        first_good_qty -> Nullable<BigInt>,
        first_defective_qty -> Nullable<BigInt>,
        excess_good_qty -> BigInt,
        excess_defective_qty -> BigInt,
    }
}

diesel::table! {
    inspections (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        inbound_id -> BigInt,
        verdict -> Text,
        packaging_ok -> Bool,
        goods_ok -> Bool,
        unused -> Bool,
        parts_complete -> Bool,
        resalable -> Bool,
        quality_fault -> Text,
        finding -> Text,
        staff_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    outbounds (id) {
        id -> BigInt,
        outbound_no -> Text,
        kind -> Text,
        ticket_id -> BigInt,
        merchant_id -> BigInt,
        warehouse_id -> BigInt,
        carrier -> Text,
        tracking_no -> Text,
        state -> Text,
        created_at -> BigInt,
        shipped_at -> Nullable<BigInt>,
        shipped_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    outbound_lines (id) {
        id -> BigInt,
        outbound_id -> BigInt,
        ticket_line_id -> BigInt,
        sku -> Text,
        name -> Text,
        bucket -> Text,
        quantity -> BigInt,
    }
}

diesel::table! {
    stock (warehouse_id, sku, bucket) {
        warehouse_id -> BigInt,
        sku -> Text,
        bucket -> Text,
        qty -> BigInt,
        reserved_qty -> BigInt,
    }
}

diesel::table! {
    stock_moves (id) {
        id -> BigInt,
        warehouse_id -> BigInt,
        sku -> Text,
        bucket -> Text,
        qty -> BigInt,
        reserved_qty -> BigInt,
        ref_kind -> Text,
        ref_no -> Text,
        note -> Text,
        staff_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    events (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        seq -> BigInt,
        created_at -> BigInt,
        staff_id -> Nullable<BigInt>,
        kind -> Text,
        from_status -> Nullable<Text>,
        to_status -> Text,
        note -> Text,
        detail -> Text,
    }
}

diesel::table! {
    audit_log (id) {
        id -> BigInt,
        created_at -> BigInt,
        staff_id -> Nullable<BigInt>,
        merchant_id -> Nullable<BigInt>,
        kind -> Text,
        subject -> Text,
        detail -> Text,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        key -> Text,
        payload -> Text,
        state -> Text,
        run_at -> BigInt,
        tries -> Integer,
        lease_until -> Nullable<BigInt>,
        last_error -> Text,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        merchant_id -> Nullable<BigInt>,
        queue -> Text,
    }
}

diesel::table! {
    schedules (name) {
        name -> Text,
        next_at -> BigInt,
        last_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    form_tokens (token) {
        token -> Text,
        staff_id -> BigInt,
        answer -> Text,
        created_at -> BigInt,
        content -> Text,
    }
}

diesel::table! {
    order_imports (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        file_name -> Text,
        stored_as -> Text,
        mapping_name -> Text,
        mapping -> Text,
        dry_run -> Bool,
        state -> Text,
        percent -> Integer,
        orders_new -> BigInt,
        orders_updated -> BigInt,
        orders_unchanged -> BigInt,
        lines_read -> BigInt,
        lines_rejected -> BigInt,
        error -> Text,
        staff_id -> Nullable<BigInt>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        own_gateway -> Bool,
        tries -> Integer,
    }
}

diesel::table! {
    import_mappings (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        name -> Text,
        body -> Text,
        version -> Integer,
        updated_at -> BigInt,
    }
}

diesel::table! {
    demo_marks (name) {
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    ticket_entries (ticket_id) {
        ticket_id -> BigInt,
        ticket_no -> Text,
        shelf -> Text,
        merchant_id -> BigInt,
        shop_id -> BigInt,
        order_id -> BigInt,
        order_no -> Text,
        kind -> Text,
        status -> Text,
        currency -> Text,
        amount_minor -> BigInt,
        applied_at -> BigInt,
        reviewed_at -> BigInt,
        ordered_at -> BigInt,
        since_at -> BigInt,
        reviewer_id -> BigInt,
        assignee_id -> BigInt,
        review_result -> Text,
        review_round -> Integer,
        bounce_count -> Integer,
        channel -> Text,
        clock_kind -> Text,
        clock_soon_at -> BigInt,
        clock_at -> BigInt,
        platform_at -> BigInt,
        assignment_queue_id -> BigInt,
        priority -> Text,
        dispute -> Text,
        is_risk -> Bool,
    }
}

diesel::table! {
    calendars (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        name -> Text,
        weekdays -> Text,
        opens -> Integer,
        closes -> Integer,
        keeps_holidays -> Bool,
        is_default -> Bool,
        version -> Integer,
    }
}

diesel::table! {
    calendar_days (calendar_id, day) {
        calendar_id -> BigInt,
        day -> Text,
        kind -> Text,
        name -> Text,
        source -> Text,
    }
}

diesel::table! {
    calendar_uses (merchant_id, place, place_key) {
        merchant_id -> BigInt,
        place -> Text,
        place_key -> Text,
        calendar_id -> BigInt,
    }
}

diesel::table! {
    ticket_terms (ticket_id, number) {
        ticket_id -> BigInt,
        number -> Integer,
        kind -> Text,
        basis -> Text,
        state -> Text,
        started_at -> BigInt,
        length -> Integer,
        unit -> Text,
        target -> Integer,
        target_at -> BigInt,
        due_at -> BigInt,
        is_provisional -> Bool,
        acts_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        at_end -> Text,
        paused_at -> Nullable<BigInt>,
        resumed_at -> Nullable<BigInt>,
        left_minutes -> Nullable<BigInt>,
        target_left_minutes -> Nullable<BigInt>,
        is_extended -> Bool,
    }
}

diesel::table! {
    term_rules (merchant_id, kind, basis) {
        merchant_id -> BigInt,
        kind -> Text,
        basis -> Text,
        length -> Integer,
        unit -> Text,
        target -> Integer,
        at_end -> Text,
    }
}

diesel::table! {
    archive_rules (merchant_id) {
        merchant_id -> BigInt,
        after_days -> Integer,
    }
}

diesel::table! {
    special_periods (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        name -> Text,
        first_day -> Text,
        last_day -> Text,
        kinds -> Text,
        shops -> Text,
        warehouses -> Text,
        days -> Integer,
        declared_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ticket_platforms (ticket_id) {
        ticket_id -> BigInt,
        platform_ticket_no -> Text,
        due_at -> Nullable<BigInt>,
        consequence -> Text,
    }
}

diesel::table! {
    disputes (id) {
        id -> BigInt,
        ticket_id -> BigInt,
        kind -> Text,
        reference -> Text,
        body -> Text,
        words -> Text,
        opened_by -> Nullable<BigInt>,
        opened_at -> BigInt,
        evidence_due_at -> Nullable<BigInt>,
        evidence_at -> Nullable<BigInt>,
        ruling -> Nullable<Text>,
        ruling_words -> Text,
        remedy -> Nullable<Text>,
        payer -> Nullable<Text>,
        amount_minor -> Nullable<BigInt>,
        ruled_by -> Nullable<BigInt>,
        ruled_at -> Nullable<BigInt>,
        objection_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    fast_lanes (shop_id) {
        shop_id -> BigInt,
        is_on -> Bool,
        limit_minor -> BigInt,
        version -> Integer,
    }
}

diesel::table! {
    risk_flags (id) {
        id -> BigInt,
        buyer_id -> BigInt,
        merchant_id -> BigInt,
        kind -> Text,
        state -> Text,
        evidence -> Text,
        ticket_id -> Nullable<BigInt>,
        set_by -> Nullable<BigInt>,
        set_at -> BigInt,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        cleared_why -> Text,
        version -> Integer,
    }
}

diesel::table! {
    ticket_requests (ticket_id, number) {
        ticket_id -> BigInt,
        number -> Integer,
        kind -> Text,
        wanted -> Text,
        amount_minor -> Nullable<BigInt>,
        words -> Text,
        asked_by -> Nullable<BigInt>,
        asked_at -> BigInt,
        answer -> Nullable<Text>,
        answer_words -> Text,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    ticket_counts (merchant_id, shelf, status, slot) {
        merchant_id -> BigInt,
        shelf -> Text,
        status -> Text,
        slot -> Integer,
        tickets -> BigInt,
    }
}

diesel::table! {
    ticket_keys (kind, value, merchant_id, ticket_id) {
        kind -> Text,
        value -> Text,
        merchant_id -> BigInt,
        ticket_id -> BigInt,
    }
}

diesel::table! {
    search_words (word, kind, value) {
        word -> Text,
        kind -> Text,
        value -> Text,
        text -> Text,
    }
}

diesel::table! {
    backfills (name) {
        name -> Text,
        last_id -> BigInt,
    }
}

diesel::table! {
    list_layouts (staff_id, page) {
        staff_id -> BigInt,
        page -> Text,
        layout -> Text,
    }
}

diesel::table! {
    list_views (id) {
        id -> BigInt,
        page -> Text,
        name -> Text,
        staff_id -> BigInt,
        merchant_id -> Nullable<BigInt>,
        query -> Text,
        layout -> Text,
        version -> Integer,
        created_at -> BigInt,
    }
}

diesel::table! {
    list_starts (staff_id, page) {
        staff_id -> BigInt,
        page -> Text,
        view -> Text,
    }
}

diesel::table! {
    ticket_viewers (ticket_id, staff_id) {
        ticket_id -> BigInt,
        staff_id -> BigInt,
        seen_at -> BigInt,
    }
}

diesel::table! {
    exports (id) {
        id -> BigInt,
        staff_id -> BigInt,
        page -> Text,
        format -> Text,
        query -> Text,
        language -> Text,
        state -> Text,
        rows_done -> BigInt,
        rows_total -> BigInt,
        stored_as -> Text,
        error -> Text,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        merchants -> Text,
    }
}

diesel::table! {
    audit_merchants (entry_id, merchant_id) {
        entry_id -> BigInt,
        merchant_id -> BigInt,
    }
}

diesel::table! {
    order_keys (kind, value, order_id) {
        kind -> Text,
        value -> Text,
        order_id -> BigInt,
    }
}

diesel::table! {
    ticket_shapers (ticket_id, round, shaping, staff_id) {
        ticket_id -> BigInt,
        round -> Integer,
        shaping -> Text,
        staff_id -> BigInt,
        shaped_at -> BigInt,
    }
}

diesel::table! {
    money_setting_changes (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        state -> Text,
        changes -> Text,
        proposed_by -> Nullable<BigInt>,
        proposed_at -> BigInt,
        expires_at -> BigInt,
        decided_by -> Nullable<BigInt>,
        moved_at -> BigInt,
        version -> Integer,
    }
}

diesel::table! {
    auto_refund_days (merchant_id, staff_id, day) {
        merchant_id -> BigInt,
        staff_id -> BigInt,
        day -> Text,
        amount_minor -> BigInt,
    }
}

diesel::table! {
    upgrades (migration) {
        migration -> Text,
        program -> Text,
        applied_at -> BigInt,
    }
}

diesel::table! {
    pictures (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        url_hash -> Text,
        url -> Text,
        state -> Text,
        stored_as -> Text,
        media_type -> Text,
        sha256 -> Text,
        tries -> Integer,
        next_try_at -> BigInt,
        wanted_at -> BigInt,
    }
}

diesel::table! {
    ship_tos (ticket_id) {
        ticket_id -> BigInt,
        receiver -> Text,
        phone -> Text,
        address -> Text,
    }
}

diesel::table! {
    ship_to_looks (ticket_id, staff_id) {
        ticket_id -> BigInt,
        staff_id -> BigInt,
    }
}

diesel::table! {
    kept_files (id) {
        id -> BigInt,
        form_token -> Text,
        staff_id -> BigInt,
        kind -> Text,
        file_name -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Text,
        original_sha256 -> Text,
        taken_at -> Text,
        stored_as -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    buyers_to_tell (ticket_id) {
        ticket_id -> BigInt,
    }
}

diesel::table! {
    desk_places (staff_id) {
        staff_id -> BigInt,
        warehouse_id -> BigInt,
    }
}

diesel::table! {
    set_up_codes (id) {
        id -> BigInt,
        code -> Text,
    }
}

diesel::table! {
    uploads (id) {
        id -> BigInt,
        staff_id -> BigInt,
        size_bytes -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    policies (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        code -> Text,
        version -> Integer,
    }
}

diesel::table! {
    policy_versions (policy_id, version) {
        policy_id -> BigInt,
        version -> Integer,
        name -> Text,
        active -> Bool,
        scope -> Text,
        scope_key -> Text,
        paid_from -> Nullable<Text>,
        paid_until -> Nullable<Text>,
        valid_from -> Nullable<Text>,
        valid_until -> Nullable<Text>,
        starting -> Text,
        past_holidays -> Bool,
        attempts_most -> BigInt,
        exclusions -> Text,
        accessories -> Text,
        note -> Text,
    }
}

diesel::table! {
    policy_rules (policy_id, version, cause) {
        policy_id -> BigInt,
        version -> Integer,
        cause -> Text,
        refund_only_days -> Nullable<Integer>,
        return_refund_days -> Nullable<Integer>,
        exchange_days -> Nullable<Integer>,
        freight -> Text,
        fees -> Text,
        refund_within -> Nullable<Integer>,
        proofs -> Text,
        note -> Text,
    }
}

diesel::table! {
    ticket_rules (ticket_id, line_no) {
        ticket_id -> BigInt,
        line_no -> BigInt,
        policy_id -> BigInt,
        version -> Integer,
        basis -> Nullable<Text>,
        start_on -> Nullable<Text>,
        open_until -> Nullable<BigInt>,
        verdict -> Text,
    }
}

diesel::table! {
    ticket_overrides (ticket_id, line_no) {
        ticket_id -> BigInt,
        line_no -> BigInt,
        kind -> Text,
        cause -> Text,
        quantity -> BigInt,
        staff_id -> Nullable<BigInt>,
        reason -> Text,
        overridden_at -> BigInt,
    }
}

diesel::table! {
    ticket_proofs (ticket_id, proof) {
        ticket_id -> BigInt,
        proof -> Text,
        state -> Text,
    }
}

diesel::table! {
    product_terms (merchant_id, sku) {
        merchant_id -> BigInt,
        sku -> Text,
        category -> Text,
        barcode -> Text,
        custom_made -> Bool,
        returnable -> Bool,
        accessories -> Text,
        version -> Integer,
    }
}

diesel::table! {
    notices (id) {
        id -> BigInt,
        staff_id -> BigInt,
        merchant_id -> BigInt,
        ticket_id -> BigInt,
        seq -> BigInt,
        kind -> Text,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notice_mutes (staff_id, kind) {
        staff_id -> BigInt,
        kind -> Text,
    }
}

diesel::table! {
    assignment_queues (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        name -> Text,
        last_staff_id -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    assignment_queue_members (queue_id, staff_id) {
        queue_id -> BigInt,
        staff_id -> BigInt,
    }
}

diesel::table! {
    assignment_rules (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        position -> Integer,
        name -> Text,
        active -> Bool,
        queue_id -> Nullable<BigInt>,
        priority -> Text,
        strategy -> Text,
        staff_id -> Nullable<BigInt>,
        version -> Integer,
    }
}

diesel::table! {
    assignment_conditions (rule_id, kind, value) {
        rule_id -> BigInt,
        kind -> Text,
        value -> Text,
    }
}

diesel::table! {
    assignment_trials (merchant_id) {
        merchant_id -> BigInt,
        trial_id -> BigInt,
        rules -> Text,
        since_at -> BigInt,
        started_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        rows_done -> BigInt,
        rows_total -> BigInt,
        unmatched -> BigInt,
    }
}

diesel::table! {
    assignment_trial_lines (merchant_id, place) {
        merchant_id -> BigInt,
        place -> Integer,
        rule -> Text,
        pool -> Text,
        person -> Text,
        matched -> BigInt,
        examples -> Text,
    }
}

diesel::table! {
    queries (id) {
        id -> BigInt,
        merchant_id -> BigInt,
        shop_id -> Nullable<BigInt>,
        query_no -> Text,
        kind -> Text,
        state -> Text,
        order_no -> Text,
        words -> Text,
        contact -> Text,
        taken_by -> Nullable<BigInt>,
        taken_at -> BigInt,
        answer -> Text,
        answered_by -> Nullable<BigInt>,
        answered_at -> Nullable<BigInt>,
        closing_words -> Text,
        closed_by -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        ticket_id -> Nullable<BigInt>,
        place -> BigInt,
        search_text -> Text,
        version -> Integer,
    }
}

diesel::table! {
    query_entries (id) {
        id -> BigInt,
        query_id -> BigInt,
        step -> Text,
        words -> Text,
        staff_id -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    ticket_deliveries (ticket_id) {
        ticket_id -> BigInt,
        signed_as -> Text,
        recorded_by -> Nullable<BigInt>,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    ticket_damage_steps (ticket_id, step) {
        ticket_id -> BigInt,
        step -> Text,
        done_by -> Nullable<BigInt>,
        done_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    id_blocks,
    day_numbers,
    merchants,
    shops,
    warehouses,
    return_stations,
    staff,
    staff_roles,
    staff_merchants,
    staff_sessions,
    login_failures,
    buyers,
    orders,
    order_lines,
    order_payments,
    shipments,
    products,
    reasons,
    tickets,
    ticket_intakes,
    ticket_decisions,
    ticket_returns,
    ticket_lines,
    ticket_adjustments,
    ticket_reviews,
    attachments,
    refunds,
    refund_attempts,
    refund_settlements,
    parcels,
    parcel_tickets,
    inbounds,
    inbound_lines,
    inspections,
    outbounds,
    outbound_lines,
    stock,
    stock_moves,
    events,
    audit_log,
    jobs,
    form_tokens,
    order_imports,
    import_mappings,
    demo_marks,
    ticket_entries,
    ticket_counts,
    ticket_keys,
    search_words,
    backfills,
    list_layouts,
    list_views,
    list_starts,
    ticket_viewers,
    exports,
    ticket_shapers,
    money_setting_changes,
    auto_refund_days,
    audit_merchants,
    order_keys,
    upgrades,
    pictures,
    ship_tos,
    ship_to_looks,
    buyers_to_tell,
    kept_files,
    desk_places,
    set_up_codes,
    uploads,
    schedules,
    calendars,
    calendar_days,
    calendar_uses,
    ticket_terms,
    term_rules,
    archive_rules,
    special_periods,
    ticket_platforms,
    ticket_requests,
    disputes,
    risk_flags,
    fast_lanes,
    queries,
    query_entries,
    ticket_deliveries,
    ticket_damage_steps,
    policies,
    policy_versions,
    policy_rules,
    ticket_rules,
    ticket_overrides,
    product_terms,
    ticket_proofs,
    notices,
    notice_mutes,
    assignment_queues,
    assignment_queue_members,
    assignment_rules,
    assignment_conditions,
    assignment_trials,
    assignment_trial_lines,
);
