-- Banks in Thailand by the number that the Bank of Thailand gave them.
INSERT INTO inventory.bank (bank_code, bank_name, swift_code)
VALUES
    ('002', 'ธนาคารกรุงเทพ (Bangkok Bank)', 'BKKBTHBK'),
    ('004', 'ธนาคารกสิกรไทย (Kasikornbank)', 'KASITHBK'),
    ('006', 'ธนาคารกรุงไทย (Krungthai Bank)', 'KRTHTHBK'),
    ('011', 'ธนาคารทหารไทยธนชาต (TMBThanachart Bank)', 'TMBKTHBK'),
    ('014', 'ธนาคารไทยพาณิชย์ (Siam Commercial Bank)', 'SICOTHBK'),
    ('022', 'ธนาคารซีไอเอ็มบี ไทย (CIMB Thai Bank)', 'UBOBTHBK'),
    ('024', 'ธนาคารยูโอบี (United Overseas Bank (Thai))', 'UOVBTHBK'),
    ('025', 'ธนาคารกรุงศรีอยุธยา (Bank of Ayudhya)', 'AYUDTHBK'),
    ('030', 'ธนาคารออมสิน (Government Savings Bank)', 'GSBATHBK'),
    ('033', 'ธนาคารอาคารสงเคราะห์ (Government Housing Bank)', NULL),
    ('034', 'ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร '
     '(Bank for Agriculture and Agricultural Cooperatives)', 'BAABTHBK'),
    ('066', 'ธนาคารอิสลามแห่งประเทศไทย (Islamic Bank of Thailand)', NULL),
    ('067', 'ธนาคารทิสโก้ (TISCO Bank)', NULL),
    ('069', 'ธนาคารเกียรตินาคินภัทร (Kiatnakin Phatra Bank)', NULL),
    ('073', 'ธนาคารแลนด์ แอนด์ เฮ้าส์ (Land and Houses Bank)', NULL)
ON CONFLICT (bank_code) DO UPDATE SET
    bank_name = EXCLUDED.bank_name,
    swift_code = EXCLUDED.swift_code;
