//! Words of the stock pages.

use crate::domain::goods::movement::MoveKind;
use crate::i18n::codes::{Named, names};
use crate::i18n::{Lang, texts};

texts! {
    /// The stock pages.
    Stock {
        title: "库存", "Stock";
        goods: "商品", "Product";
        sku: "商品编码", "SKU";
        warehouse: "仓库", "Warehouse";
        bucket: "库存类型", "Bucket";
        all: "全部", "All";
        search: "商品编码或名称", "SKU or name";
        sellable: "可售", "Sellable";
        reserved: "已预留", "Reserved";
        available: "可用", "Available";
        returned: "销退", "Returned";
        defective: "次品", "Defective";
        scrap: "报废", "Scrap";
        last_move: "最近变动", "Last move";
        count_title: "盘点与期初", "Counts and opening stock";
        quantity: "盘点后数量", "Counted quantity";
        quantity_hint: "填该类型实际有多少件", "How many units are really there";
        reason: "原因", "Reason";
        reason_hint: "只会加一笔更正，不改旧记录", "Adds a correcting move; nothing that was recorded changes";
        save_count: "登记调整", "Save the count";
        new_sku: "这是新的商品编码，照样登记", "It is a new SKU: save it all the same";
        done_counted: "{sku} 已调整：{difference}", "{sku} corrected by {difference}";
        done_same: "{sku} 与账面一致，没有变动", "{sku} is as recorded; nothing moved";
        file_title: "盘点文件", "Stock file";
        file: "文件", "File";
        file_hint: "CSV 或 XLSX，最多 2 MB：仓库、商品编码、库存类型、数量。有一行不能用，整个文件都不写入。", "CSV or XLSX of at most 2 MB: warehouse, SKU, bucket, quantity. With one bad line nothing is taken.";
        file_too_large: "文件超过 2 MB；更大的文件请管理员用命令行导入", "The file is larger than 2 MB; a longer one goes by the command line";
        new_skus: "文件里有新的商品编码，照样登记", "It has new SKUs: save them all the same";
        send_file: "导入盘点", "Take the counts";
        done_file: "盘点文件已导入：更正 {corrected} 行，{unchanged} 行与账面一致", "Stock file taken: {corrected} corrected, {unchanged} as recorded";
        empty: "没有符合条件的库存", "No stock matches";
        empty_hint: "收货上架、登记调整或导入库存文件后会出现在这里。", "It fills when returns are shelved, counts are saved or a stock file is imported.";
        quantity_column: "数量", "Quantity";
        moves: "变动记录", "Moves";
        moves_hint: "每个数字都是下面这些变动的合计；记录只增不改。", "Each figure is the sum of these moves; they are only ever added to.";
        time: "时间", "Time";
        what: "事由", "Why";
        number: "单号", "Number";
        ticket: "售后单", "Ticket";
        change: "变动", "Change";
        balance: "结存", "Balance";
        reserved_change: "预留变动", "Reserved";
        reserved_balance: "预留结存", "Reserved balance";
        by: "操作人", "By";
        note: "说明", "Note";
    }
}

names! { MoveKind {
    Inbound: "入库上架", "Shelved";
    Outbound: "出库", "Dispatched";
    Reserve: "预留", "Reserved";
    Release: "释放预留", "Released";
    Count: "盘点/期初", "Count";
} }
