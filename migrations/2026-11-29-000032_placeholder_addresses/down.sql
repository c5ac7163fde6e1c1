UPDATE return_stations SET contact = '售后组', phone = '400-000-0000', address = '请在“设置”中改为实际退货地址', version = version + 1
    WHERE contact = '' AND phone = '' AND address = '';
