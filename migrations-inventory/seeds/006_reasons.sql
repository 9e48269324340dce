-- Why a stock count is corrected, why drugs come back, and what is then done with them.
INSERT INTO inventory.adjustment_reasons (
    reason_code, reason_name, adjustment_type, requires_approval, description
)
VALUES
    ('OPENING', 'ยอดยกมา', 'INCREASE', true,
     'Opening stock | ยอดเริ่มต้นเมื่อเริ่มใช้ระบบ'),
    ('COUNT_UP', 'ตรวจนับได้เกิน', 'INCREASE', true,
     'Counted more than recorded | จำนวนที่นับได้มากกว่าบัญชี'),
    ('COUNT_DOWN', 'ตรวจนับได้ขาด', 'DECREASE', true,
     'Counted less than recorded | จำนวนที่นับได้น้อยกว่าบัญชี'),
    ('ENTRY_UP', 'แก้รายการบันทึกผิด (เพิ่ม)', 'INCREASE', true,
     'Wrong entry, too little | บันทึกไว้น้อยกว่าจริง'),
    ('ENTRY_DOWN', 'แก้รายการบันทึกผิด (ลด)', 'DECREASE', true,
     'Wrong entry, too much | บันทึกไว้มากกว่าจริง'),
    ('DONATED', 'รับบริจาค', 'INCREASE', false,
     'Received as a gift | ได้รับโดยไม่ได้ซื้อ'),
    ('BORROWED', 'ยืมจากหน่วยบริการอื่น', 'INCREASE', false,
     'Borrowed from another hospital | ต้องคืนภายหลัง'),
    ('LENT', 'ให้หน่วยบริการอื่นยืม', 'DECREASE', true,
     'Lent to another hospital | จะได้คืนภายหลัง'),
    ('PRODUCED', 'ผลิตเองในโรงพยาบาล', 'INCREASE', false,
     'Made in the hospital | ยาที่โรงพยาบาลผลิต'),
    ('CONSUMED', 'ใช้ในการผลิตยา', 'DECREASE', false,
     'Used in making drugs | วัตถุดิบของยาที่โรงพยาบาลผลิต'),
    ('EXPIRED', 'หมดอายุ', 'DECREASE', true,
     'Past the expiry date | พ้นวันหมดอายุ'),
    ('DAMAGED', 'ชำรุด', 'DECREASE', true,
     'Damaged or broken | แตก ชำรุด หรือบรรจุภัณฑ์เสียหาย'),
    ('DETERIOR', 'เสื่อมสภาพ', 'DECREASE', true,
     'Spoiled, for example by heat | เสื่อมก่อนหมดอายุ เช่น จากความร้อน'),
    ('LOST', 'สูญหาย', 'DECREASE', true,
     'Lost | หาไม่พบ'),
    ('RECALLED', 'เรียกคืนจากผู้ผลิตหรือ อย.', 'DECREASE', true,
     'Recalled by the maker or the Thai FDA | ยาที่ถูกเรียกคืน'),
    ('SAMPLE', 'ส่งตรวจวิเคราะห์', 'DECREASE', false,
     'Sent for analysis | ตัวอย่างตรวจคุณภาพ')
ON CONFLICT (reason_code) DO UPDATE SET
    reason_name = EXCLUDED.reason_name,
    adjustment_type = EXCLUDED.adjustment_type,
    requires_approval = EXCLUDED.requires_approval,
    description = EXCLUDED.description;

INSERT INTO inventory.return_reasons (reason_code, reason_name, description)
VALUES
    ('NEAR_EXP', 'ใกล้หมดอายุ', 'Close to the expiry date | ใช้ไม่ทันก่อนหมดอายุ'),
    ('EXPIRED', 'หมดอายุ', 'Past the expiry date | พ้นวันหมดอายุ'),
    ('DAMAGED', 'ชำรุดหรือเสียหาย', 'Damaged | แตก ชำรุด หรือบรรจุภัณฑ์เสียหาย'),
    ('DETERIOR', 'เสื่อมสภาพ', 'Spoiled | สี กลิ่น หรือลักษณะเปลี่ยนไป'),
    ('COLDCHAIN', 'ลูกโซ่ความเย็นขาดตอน', 'Cold chain broken | อุณหภูมิออกนอกช่วงที่กำหนด'),
    ('QUALITY', 'ปัญหาคุณภาพ', 'Quality problem | ผลวิเคราะห์หรือข้อร้องเรียนด้านคุณภาพ'),
    ('RECALLED', 'เรียกคืนจากผู้ผลิตหรือ อย.',
     'Recalled by the maker or the Thai FDA | ยาที่ถูกเรียกคืน'),
    ('WRONG_ITEM', 'ยาไม่ตรงรายการ', 'Wrong drug | จ่ายหรือส่งผิดรายการ'),
    ('WRONG_QTY', 'จำนวนไม่ถูกต้อง', 'Wrong quantity | จ่ายหรือส่งเกินจำนวน'),
    ('EXCESS', 'เกินความต้องการ', 'More than needed | เบิกไว้เกินใช้'),
    ('ORDER_CHG', 'แพทย์เปลี่ยนหรือหยุดยา', 'Treatment changed | เปลี่ยนแผนการรักษา'),
    ('DISCHARGE', 'ผู้ป่วยกลับบ้านหรือย้าย',
     'Patient left the ward | ผู้ป่วยจำหน่ายหรือย้ายหอผู้ป่วย'),
    ('ADR', 'แพ้ยาหรืออาการไม่พึงประสงค์', 'Allergy or adverse reaction | ผู้ป่วยใช้ยาต่อไม่ได้'),
    ('DELISTED', 'ตัดออกจากบัญชียา', 'Taken off the hospital list | ยาที่โรงพยาบาลเลิกใช้')
ON CONFLICT (reason_code) DO UPDATE SET
    reason_name = EXCLUDED.reason_name,
    description = EXCLUDED.description;

INSERT INTO inventory.return_actions (
    action_code, action_name, action_type, requires_vendor_approval, description
)
VALUES
    ('REFUND', 'คืนเงิน', 'REFUND', true, 'Money back | ผู้ขายคืนเงิน'),
    ('REPLACE', 'เปลี่ยนของ', 'REPLACE', true, 'Replacement | ผู้ขายเปลี่ยนยาให้'),
    ('CREDIT', 'ลดหนี้', 'CREDIT', true, 'Credit note | ผู้ขายออกใบลดหนี้'),
    ('DISPOSE', 'ทำลาย', 'DISPOSE', false, 'Destruction | ทำลายโดยคณะกรรมการ'),
    ('RESTOCK', 'รับคืนเข้าคลัง', NULL, false,
     'Back into the stock | ยาสภาพดี นำกลับมาใช้ได้'),
    ('QUARANTINE', 'กักกันรอตรวจสอบ', NULL, false,
     'Held until it is checked | เก็บในพื้นที่กักกันจนกว่าจะตรวจสอบ')
ON CONFLICT (action_code) DO UPDATE SET
    action_name = EXCLUDED.action_name,
    action_type = EXCLUDED.action_type,
    requires_vendor_approval = EXCLUDED.requires_vendor_approval,
    description = EXCLUDED.description;
