<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="th_TH" sourcelanguage="en">
<context>
    <name>Tr</name>
    <message>
        <source>File</source>
        <translation>ไฟล์</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>คำสั่ง SQL</translation>
    </message>
    <message>
        <source>Server message</source>
        <translation>ข้อความจากเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Server detail</source>
        <translation>รายละเอียดจากเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Server hint</source>
        <translation>คำแนะนำจากเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>บริบท</translation>
    </message>
    <message>
        <source>Refused before anything ran.</source>
        <translation>ถูกปฏิเสธก่อนเริ่มดำเนินการ</translation>
    </message>
    <message>
        <source>The site is unchanged.</source>
        <translation>ฐานข้อมูลไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>The tracking table of module %1 stands in schema %2, where this connection does not look (it looks in %3).</source>
        <translation>การเชื่อมต่อนี้ค้นหาตารางติดตามการปรับโครงสร้างของโมดูล %1 ใน %3 แต่ตารางอยู่ในสคีมา (schema) %2</translation>
    </message>
    <message>
        <source>Correct search_path of the user or the database; running on would run every migration again.</source>
        <translation>แก้ไข search_path ของผู้ใช้หรือของฐานข้อมูล หากดำเนินการต่อ รายการปรับโครงสร้างทุกรายการจะถูกทำซ้ำ</translation>
    </message>
    <message>
        <source>The user may not read the tracking table of module %1.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์อ่านตารางติดตามการปรับโครงสร้างของโมดูล %1</translation>
    </message>
    <message>
        <source>Connect as the user who owns the module&apos;s tables, or ask for SELECT on %1.</source>
        <translation>เชื่อมต่อด้วยผู้ใช้ที่เป็นเจ้าของตารางของโมดูล หรือขอสิทธิ์ SELECT บน %1</translation>
    </message>
    <message>
        <source>The tracking table of module %1 lacks a column (id, name, batch, migration_time).</source>
        <translation>ตารางติดตามการปรับโครงสร้างมีคอลัมน์ไม่ครบ (id, name, batch, migration_time) ในโมดูล %1</translation>
    </message>
    <message>
        <source>It is not a table that knex made; ask the vendor.</source>
        <translation>ตารางนี้ไม่ใช่ตารางที่ knex สร้าง สอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>Module %1 was upgraded with a newer or different module pack; not in this one: %2</source>
        <translation>มีการอัปเกรดด้วยชุดโมดูลที่ใหม่กว่าหรือต่างออกไปในโมดูล %1 รายการที่ไม่มีในชุดโมดูลนี้: %2</translation>
    </message>
    <message>
        <source>Install that pack; until then you can look but not change.</source>
        <translation>ติดตั้งชุดโมดูลนั้นก่อน ระหว่างนี้ดูได้แต่เปลี่ยนแปลงไม่ได้</translation>
    </message>
    <message>
        <source>The tracking table of module %1 holds a row without a name.</source>
        <translation>มีแถวที่ไม่มีชื่อในตารางติดตามการปรับโครงสร้างของโมดูล %1</translation>
    </message>
    <message>
        <source>Somebody wrote it by hand; ask the vendor before it is removed.</source>
        <translation>มีผู้เพิ่มแถวนี้ด้วยตนเอง สอบถามผู้พัฒนาระบบก่อนลบออก</translation>
    </message>
    <message>
        <source>Module %1 has migrations that are recorded more than once: %2</source>
        <translation>มีรายการปรับโครงสร้างที่ถูกบันทึกซ้ำในโมดูล %1: %2</translation>
    </message>
    <message>
        <source>Two upgrades ran at the same time once; have the vendor check the tables.</source>
        <translation>เคยมีการอัปเกรดสองครั้งพร้อมกัน ให้ผู้พัฒนาระบบตรวจสอบตาราง</translation>
    </message>
    <message>
        <source>nothing is known of who took it</source>
        <translation>ไม่ทราบว่าใครเป็นผู้ล็อก</translation>
    </message>
    <message>
        <source>taken by %1 on %2 at %3</source>
        <translation>ล็อกโดย %1 จากเครื่อง %2 เมื่อ %3</translation>
    </message>
    <message>
        <source>process %1, user %2, program &quot;%3&quot;, from %4, since %5 (%6)</source>
        <translation>โพรเซส %1, ผู้ใช้ %2, โปรแกรม “%3”, จาก %4, ตั้งแต่ %5 (%6)</translation>
    </message>
    <message>
        <source>A run is going on in module %1: %2</source>
        <translation>กำลังมีการดำเนินงานในโมดูล %1: %2</translation>
    </message>
    <message>
        <source>Wait until it has ended.</source>
        <translation>โปรดรอจนกว่าจะเสร็จสิ้น</translation>
    </message>
    <message>
        <source>A stuck lock in module %1: its holder is gone (%2).</source>
        <translation>ผู้ถือล็อกไม่อยู่แล้ว ทำให้มีล็อกค้างในโมดูล %1 (%2)</translation>
    </message>
    <message>
        <source>The lock table of module %1 holds %2 rows instead of one.</source>
        <translation>พบ %2 แถวแทนที่จะเป็น 1 แถวในตารางล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>Nothing to do: the next run puts it right.</source>
        <translation>ไม่ต้องทำอะไร การดำเนินงานครั้งถัดไปจะแก้ไขให้เอง</translation>
    </message>
    <message>
        <source>A connection pooler in transaction mode stands between this program and the server.</source>
        <translation>มีตัวรวมการเชื่อมต่อ (connection pooler) ในโหมด transaction คั่นระหว่างโปรแกรมนี้กับเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Connect to the server itself (its own port), or use the pooler&apos;s session mode.</source>
        <translation>เชื่อมต่อกับเซิร์ฟเวอร์โดยตรง (ที่พอร์ตของเซิร์ฟเวอร์เอง) หรือใช้ตัวรวมการเชื่อมต่อในโหมด session</translation>
    </message>
    <message>
        <source>A connection pooler stands between this program and the server.</source>
        <translation>มีตัวรวมการเชื่อมต่อ (connection pooler) คั่นระหว่างโปรแกรมนี้กับเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Connecting to the server itself is safer.</source>
        <translation>การเชื่อมต่อกับเซิร์ฟเวอร์โดยตรงปลอดภัยกว่า</translation>
    </message>
    <message>
        <source>This server is a standby: it can be read, not changed.</source>
        <translation>เซิร์ฟเวอร์นี้เป็นเซิร์ฟเวอร์สำรอง (standby) อ่านได้แต่เปลี่ยนแปลงไม่ได้</translation>
    </message>
    <message>
        <source>Connect to the primary server.</source>
        <translation>เชื่อมต่อกับเซิร์ฟเวอร์หลัก (primary)</translation>
    </message>
    <message>
        <source>This database or user is set to read-only (default_transaction_read_only).</source>
        <translation>ฐานข้อมูลหรือผู้ใช้นี้ถูกตั้งให้อ่านอย่างเดียว (default_transaction_read_only)</translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator why; only they should lift it.</source>
        <translation>สอบถามสาเหตุจากผู้ดูแลเซิร์ฟเวอร์ ผู้ดูแลเท่านั้นที่ควรยกเลิกการตั้งค่านี้</translation>
    </message>
    <message>
        <source>This is not the server that the site was set up with.</source>
        <translation>เซิร์ฟเวอร์นี้ไม่ใช่เซิร์ฟเวอร์ที่กำหนดไว้ให้หน่วยบริการนี้</translation>
    </message>
    <message>
        <source>Check host and port. If the server was replaced on purpose, add the site anew.</source>
        <translation>ตรวจสอบโฮสต์และพอร์ต หากตั้งใจเปลี่ยนเซิร์ฟเวอร์ ให้เพิ่มหน่วยบริการใหม่</translation>
    </message>
    <message>
        <source>The server (PostgreSQL %1) is newer than the newest tested version, %2.</source>
        <translation>เวอร์ชันล่าสุดที่ทดสอบแล้วคือ %2 แต่เซิร์ฟเวอร์ใหม่กว่า: PostgreSQL %1</translation>
    </message>
    <message>
        <source>Make a backup before a change, and tell the vendor what you see.</source>
        <translation>สำรองข้อมูลก่อนเปลี่ยนแปลง และแจ้งสิ่งที่พบให้ผู้พัฒนาระบบทราบ</translation>
    </message>
    <message>
        <source>The database is not encoded in UTF-8 but in: %1</source>
        <translation>รหัสอักขระของฐานข้อมูลไม่ใช่ UTF-8 แต่เป็น: %1</translation>
    </message>
    <message>
        <source>Thai text may not be stored as it should; ask the vendor before an upgrade.</source>
        <translation>ข้อความภาษาไทยอาจถูกจัดเก็บไม่ถูกต้อง สอบถามผู้พัฒนาระบบก่อนอัปเกรด</translation>
    </message>
    <message>
        <source>None of the schemas of the search path exists: %1</source>
        <translation>ไม่มีสคีมา (schema) ใดเลยตามที่ระบุใน search path: %1</translation>
    </message>
    <message>
        <source>Create the schema, or correct search_path of the user or the database.</source>
        <translation>สร้างสคีมา (schema) หรือแก้ไข search_path ของผู้ใช้หรือของฐานข้อมูล</translation>
    </message>
    <message>
        <source>The module description cannot be used: %1</source>
        <translation>คำอธิบายโมดูล (module.json) ใช้ไม่ได้: %1</translation>
    </message>
    <message>
        <source>Nothing was read or changed in the database.</source>
        <translation>ไม่มีการอ่านหรือเปลี่ยนแปลงสิ่งใดในฐานข้อมูล</translation>
    </message>
    <message>
        <source>Install the module pack again, or ask its vendor.</source>
        <translation>ติดตั้งชุดโมดูลอีกครั้ง หรือสอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>it is not valid JSON</source>
        <translation>ไม่ใช่ JSON ที่ถูกต้อง</translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; stands twice</source>
        <translation>มีคีย์ซ้ำ “%1”</translation>
    </message>
    <message>
        <source>it must be a JSON object</source>
        <translation>ต้องเป็นออบเจกต์ JSON</translation>
    </message>
    <message>
        <source>unknown key &quot;%1&quot;</source>
        <translation>ไม่รู้จักคีย์ “%1”</translation>
    </message>
    <message>
        <source>the key &quot;%1&quot; is missing</source>
        <translation>ขาดคีย์ “%1”</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be a text</source>
        <translation>ค่าของ “%1” ต้องเป็นข้อความ</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must not be empty</source>
        <translation>ค่าของ “%1” ต้องไม่ว่าง</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be a list of texts</source>
        <translation>ค่าของ “%1” ต้องเป็นรายการของข้อความ</translation>
    </message>
    <message>
        <source>&quot;%1&quot; must be an object of texts</source>
        <translation>ค่าของ “%1” ต้องเป็นออบเจกต์ของข้อความ</translation>
    </message>
    <message>
        <source>&quot;title&quot; must hold &quot;en&quot; and &quot;th&quot;</source>
        <translation>ต้องมี “en” และ “th” ใน “title”</translation>
    </message>
    <message>
        <source>&quot;id&quot; may hold small letters, digits and &quot;-&quot; only</source>
        <translation>“id” มีได้เฉพาะตัวอักษรอังกฤษพิมพ์เล็ก ตัวเลข และ “-”</translation>
    </message>
    <message>
        <source>&quot;recordedExtension&quot; must look like &quot;.ts&quot;</source>
        <translation>“recordedExtension” ต้องมีรูปแบบเช่น “.ts”</translation>
    </message>
    <message>
        <source>&quot;trackingTable&quot; must have at most 58 bytes and no dot</source>
        <translation>“trackingTable” ต้องยาวไม่เกิน 58 ไบต์และไม่มีจุด</translation>
    </message>
    <message>
        <source>&quot;schema&quot; must have at most 63 bytes</source>
        <translation>“schema” ต้องยาวไม่เกิน 63 ไบต์</translation>
    </message>
    <message>
        <source>the module requires itself</source>
        <translation>โมดูลระบุตัวเองเป็นสิ่งที่ต้องมีก่อน</translation>
    </message>
    <message>
        <source>A migration must not contain transaction statements (BEGIN, COMMIT, ROLLBACK, SAVEPOINT): the program keeps the transaction.</source>
        <translation>รายการปรับโครงสร้างต้องไม่มีคำสั่งทรานแซกชัน (BEGIN, COMMIT, ROLLBACK, SAVEPOINT) เพราะโปรแกรมจัดการทรานแซกชันเอง</translation>
    </message>
    <message>
        <source>A migration must not contain COPY FROM STDIN or TO STDOUT.</source>
        <translation>รายการปรับโครงสร้างต้องไม่มี COPY FROM STDIN หรือ TO STDOUT</translation>
    </message>
    <message>
        <source>A migration must not contain psql commands (lines that start with a backslash).</source>
        <translation>รายการปรับโครงสร้างต้องไม่มีคำสั่งของ psql (บรรทัดที่ขึ้นต้นด้วยแบ็กสแลช)</translation>
    </message>
    <message>
        <source>Ask the vendor of the module for a corrected file.</source>
        <translation>ขอไฟล์ที่แก้ไขแล้วจากผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>The SQL cannot be read: %1</source>
        <translation>อ่าน SQL ไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Nothing was run; the site is unchanged.</source>
        <translation>ยังไม่ได้ดำเนินการใดเลย ฐานข้อมูลไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>PostgreSQL refuses this statement inside a transaction: %1</source>
        <translation>PostgreSQL ไม่ยอมให้ใช้คำสั่งนี้ในทรานแซกชัน: %1</translation>
    </message>
    <message>
        <source>The vendor must mark the file with &quot;transaction:false&quot;.</source>
        <translation>ผู้พัฒนาระบบต้องกำกับไฟล์นี้ด้วย “transaction:false”</translation>
    </message>
    <message>
        <source>The file holds a zero byte; it is not a text file.</source>
        <translation>ไฟล์มีไบต์ศูนย์ จึงไม่ใช่ไฟล์ข้อความ</translation>
    </message>
    <message>
        <source>The file is not encoded in UTF-8.</source>
        <translation>รหัสอักขระของไฟล์ไม่ใช่ UTF-8</translation>
    </message>
    <message>
        <source>A file of the module cannot be read: %1</source>
        <translation>อ่านไฟล์ของโมดูลไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Check the file and the rights on it.</source>
        <translation>ตรวจสอบไฟล์และสิทธิ์ของไฟล์</translation>
    </message>
    <message>
        <source>A second &quot;migrate:up&quot; marker.</source>
        <translation>มีเครื่องหมายซ้ำ “migrate:up”</translation>
    </message>
    <message>
        <source>&quot;migrate:down&quot; stands before &quot;migrate:up&quot;.</source>
        <translation>“migrate:down” อยู่ก่อน “migrate:up”</translation>
    </message>
    <message>
        <source>A second &quot;migrate:down&quot; marker.</source>
        <translation>มีเครื่องหมายซ้ำ “migrate:down”</translation>
    </message>
    <message>
        <source>Unknown option: %1</source>
        <translation>ไม่รู้จักตัวเลือก: %1</translation>
    </message>
    <message>
        <source>&quot;requires&quot; must name a migration as module/name: %1</source>
        <translation>“requires” ต้องระบุรายการปรับโครงสร้างในรูปแบบ module/name: %1</translation>
    </message>
    <message>
        <source>Unknown marker: migrate:%1</source>
        <translation>ไม่รู้จักเครื่องหมาย: migrate:%1</translation>
    </message>
    <message>
        <source>SQL stands before the &quot;-- migrate:up&quot; line.</source>
        <translation>มี SQL อยู่ก่อนบรรทัด “-- migrate:up”</translation>
    </message>
    <message>
        <source>The &quot;-- migrate:up&quot; line is missing.</source>
        <translation>ขาดบรรทัด “-- migrate:up”</translation>
    </message>
    <message>
        <source>The file name does not follow the convention number_description.sql: %1</source>
        <translation>ชื่อไฟล์ไม่เป็นไปตามรูปแบบ number_description.sql: %1</translation>
    </message>
    <message>
        <source>The module description cannot be read: %1</source>
        <translation>อ่านคำอธิบายโมดูล (module.json) ไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>The module &quot;%1&quot; is there twice: %2</source>
        <translation>มีโมดูลซ้ำ “%1”: %2</translation>
    </message>
    <message>
        <source>The module folder does not exist: %1</source>
        <translation>ไม่มีโฟลเดอร์โมดูลนี้: %1</translation>
    </message>
    <message>
        <source>No module (module.json) was found in: %1</source>
        <translation>ไม่พบโมดูล (module.json) ใน: %1</translation>
    </message>
    <message>
        <source>The modules &quot;%1&quot; and &quot;%2&quot; name the same tracking table.</source>
        <translation>มีการระบุตารางติดตามการปรับโครงสร้างเดียวกันในโมดูล “%1” และ “%2”</translation>
    </message>
    <message>
        <source>These modules require each other in a circle: %1</source>
        <translation>โมดูลเหล่านี้ต้องมีกันและกันก่อนวนเป็นวง: %1</translation>
    </message>
    <message>
        <source>The module &quot;%1&quot; requires the module &quot;%2&quot;, which is not installed.</source>
        <translation>โมดูล “%1” ต้องใช้โมดูลที่ยังไม่ได้ติดตั้ง: “%2”</translation>
    </message>
    <message>
        <source>Install the module pack that holds &quot;%1&quot;.</source>
        <translation>ติดตั้งชุดโมดูลที่มี “%1”</translation>
    </message>
    <message>
        <source>These migrations wait for each other in a circle: %1</source>
        <translation>รายการปรับโครงสร้างเหล่านี้รอกันและกันวนเป็นวง: %1</translation>
    </message>
    <message>
        <source>Ask the vendor for corrected &quot;-- requires:&quot; lines.</source>
        <translation>ขอให้ผู้พัฒนาระบบแก้ไขบรรทัด “-- requires:”</translation>
    </message>
    <message>
        <source>Several modules have a migration called: %1</source>
        <translation>มีหลายโมดูลที่มีรายการปรับโครงสร้างชื่อ: %1</translation>
    </message>
    <message>
        <source>Name it as module/name.</source>
        <translation>ระบุในรูปแบบ module/name</translation>
    </message>
    <message>
        <source>No module has a migration called: %1</source>
        <translation>ไม่มีโมดูลใดมีรายการปรับโครงสร้างชื่อ: %1</translation>
    </message>
    <message>
        <source>%1 needs a migration that is pending and not part of this plan: %2</source>
        <translation>สิ่งที่ต้องมีก่อนของ %1 ยังรอดำเนินการและไม่อยู่ในแผนนี้: %2</translation>
    </message>
    <message>
        <source>%1 needs a migration that no installed module holds: %2</source>
        <translation>สิ่งที่ต้องมีก่อนของ %1 ไม่มีในโมดูลใดที่ติดตั้งไว้: %2</translation>
    </message>
    <message>
        <source>Upgrade all modules together.</source>
        <translation>อัปเกรดทุกโมดูลพร้อมกัน</translation>
    </message>
    <message>
        <source>Install the module pack that holds it.</source>
        <translation>ติดตั้งชุดโมดูลที่มีรายการนี้</translation>
    </message>
    <message>
        <source>%1 has no &quot;migrate:down&quot; section: it cannot be rolled back.</source>
        <translation>ย้อนคืนไม่ได้ เพราะไม่มีส่วน “migrate:down” ใน %1</translation>
    </message>
    <message>
        <source>Module %1 is locked by another run.</source>
        <translation>การดำเนินงานอื่นกำลังล็อกโมดูล %1</translation>
    </message>
    <message>
        <source>There is no module called: %1</source>
        <translation>ไม่มีโมดูลชื่อ: %1</translation>
    </message>
    <message>
        <source>&quot;aegisx-sitectl status&quot; lists the modules.</source>
        <translation>ดูรายชื่อโมดูลได้ด้วย “aegisx-sitectl status”</translation>
    </message>
    <message>
        <source>Module %1 has no migration called: %2</source>
        <translation>ไม่มีรายการปรับโครงสร้างชื่อนี้ในโมดูล %1: %2</translation>
    </message>
    <message>
        <source>This program knows PostgreSQL 15 and could not read the file; the newer server gets it whole: %1</source>
        <translation>โปรแกรมนี้รู้จัก PostgreSQL 15 จึงอ่านไฟล์ไม่สำเร็จ และจะส่งทั้งไฟล์ให้เซิร์ฟเวอร์ที่ใหม่กว่า: %1</translation>
    </message>
    <message>
        <source>What it does is not shown statement by statement.</source>
        <translation>สิ่งที่ไฟล์นี้ทำจะไม่แสดงแยกทีละคำสั่ง</translation>
    </message>
    <message>
        <source>The run is cut before %1: it uses an enum label that an earlier step adds, which PostgreSQL allows only after a COMMIT.</source>
        <translation>การดำเนินงานถูกแบ่งช่วง เพราะมีการใช้ค่า enum ที่ขั้นตอนก่อนหน้าเพิ่ม ซึ่ง PostgreSQL ยอมให้ใช้หลัง COMMIT เท่านั้น จุดแบ่งอยู่ก่อน %1</translation>
    </message>
    <message>
        <source>What ran before the cut stays if a later step fails.</source>
        <translation>สิ่งที่ทำก่อนจุดแบ่งจะคงอยู่หากขั้นตอนภายหลังล้มเหลว</translation>
    </message>
    <message>
        <source>%1 adds the enum label &quot;%2&quot; and uses it in the same file, which PostgreSQL refuses.</source>
        <translation>PostgreSQL ไม่ยอมให้เพิ่มค่า enum “%2” และใช้ค่านั้นในไฟล์เดียวกัน: %1</translation>
    </message>
    <message>
        <source>The vendor must put the use into a migration of its own.</source>
        <translation>ผู้พัฒนาระบบต้องแยกส่วนที่ใช้ค่านั้นเป็นอีกรายการปรับโครงสร้างหนึ่ง</translation>
    </message>
    <message>
        <source>%1 runs without a transaction: what it did stays if it fails.</source>
        <translation>ดำเนินการโดยไม่มีทรานแซกชัน หากล้มเหลว สิ่งที่ทำไปแล้วจะคงอยู่: %1</translation>
    </message>
    <message>
        <source>Restore a backup, or ask the vendor how to undo it.</source>
        <translation>กู้คืนชุดข้อมูลสำรอง หรือสอบถามวิธีย้อนคืนจากผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>%1 is not applied; there is nothing to go back to.</source>
        <translation>ไม่มีจุดให้ย้อนคืนไปถึง เพราะรายการนี้ยังไม่ได้ดำเนินการ: %1</translation>
    </message>
    <message>
        <source>%1 is still needed by an applied migration of module %2: %3</source>
        <translation>ยังย้อนคืนไม่ได้ เพราะรายการปรับโครงสร้างที่เสร็จสิ้นแล้วในโมดูล %2 ยังต้องใช้ %1: %3</translation>
    </message>
    <message>
        <source>Roll that one back as well, or first.</source>
        <translation>ย้อนคืนรายการนั้นด้วย หรือย้อนคืนรายการนั้นก่อน</translation>
    </message>
    <message>
        <source>Going back to a migration needs exactly one module.</source>
        <translation>การย้อนคืนไปถึงรายการปรับโครงสร้างใดต้องระบุเพียงหนึ่งโมดูล</translation>
    </message>
    <message>
        <source>%1 is for a first installation and is left out: there are rows in %2</source>
        <translation>ข้ามข้อมูลตั้งต้นสำหรับการติดตั้งครั้งแรก %1 เพราะมีแถวอยู่แล้วใน %2</translation>
    </message>
    <message>
        <source>Module %1 has pending migrations; its seeds need them.</source>
        <translation>ข้อมูลตั้งต้นต้องใช้รายการปรับโครงสร้างที่ยังรอดำเนินการในโมดูล %1</translation>
    </message>
    <message>
        <source>The lock was not released; the site is unchanged.</source>
        <translation>ยังไม่ได้ปลดล็อก ฐานข้อมูลไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>Wait until it has ended; if it hangs, end its session first.</source>
        <translation>โปรดรอจนกว่าจะเสร็จสิ้น หากค้าง ให้จบเซสชันนั้นก่อน</translation>
    </message>
    <message>
        <source>The server name was not found: %1</source>
        <translation>ไม่พบชื่อเซิร์ฟเวอร์: %1</translation>
    </message>
    <message>
        <source>Check the spelling of the host name, or use the server&apos;s IP address.</source>
        <translation>ตรวจสอบตัวสะกดของชื่อโฮสต์ หรือใช้ที่อยู่ IP ของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Nothing accepts connections at %1, port %2.</source>
        <translation>ไม่มีโปรแกรมใดรับการเชื่อมต่อที่ %1 พอร์ต %2</translation>
    </message>
    <message>
        <source>Check that PostgreSQL is running, that host and port are right, and that the server listens on this address (listen_addresses).</source>
        <translation>ตรวจสอบว่า PostgreSQL กำลังทำงาน โฮสต์และพอร์ตถูกต้อง และเซิร์ฟเวอร์รับการเชื่อมต่อที่ที่อยู่นี้ (listen_addresses)</translation>
    </message>
    <message>
        <source>No answer from %1, port %2.</source>
        <translation>ไม่มีคำตอบจาก %1 พอร์ต %2</translation>
    </message>
    <message>
        <source>Check the network cable, the address and the firewall between this computer and the server.</source>
        <translation>ตรวจสอบสายเครือข่าย ที่อยู่ และไฟร์วอลล์ระหว่างคอมพิวเตอร์เครื่องนี้กับเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>The connection to %1 was lost.</source>
        <translation>ขาดการเชื่อมต่อกับ %1</translation>
    </message>
    <message>
        <source>Check the network and the server, then connect again.</source>
        <translation>ตรวจสอบเครือข่ายและเซิร์ฟเวอร์ แล้วเชื่อมต่ออีกครั้ง</translation>
    </message>
    <message>
        <source>The server has no free connection left.</source>
        <translation>เซิร์ฟเวอร์ไม่มีการเชื่อมต่อว่างเหลืออยู่</translation>
    </message>
    <message>
        <source>Close programs that are connected to the database, or ask for a higher max_connections, then try again.</source>
        <translation>ปิดโปรแกรมที่เชื่อมต่อฐานข้อมูลอยู่ หรือขอให้เพิ่มค่า max_connections แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>The server is starting and not ready yet.</source>
        <translation>เซิร์ฟเวอร์กำลังเริ่มทำงานและยังไม่พร้อม</translation>
    </message>
    <message>
        <source>The server is shutting down.</source>
        <translation>เซิร์ฟเวอร์กำลังปิด</translation>
    </message>
    <message>
        <source>Wait until it has been started again, then try again.</source>
        <translation>โปรดรอจนกว่าเซิร์ฟเวอร์จะเริ่มทำงาน แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>The server is older than PostgreSQL 12, which is not supported.</source>
        <translation>เซิร์ฟเวอร์เก่ากว่า PostgreSQL 12 ซึ่งโปรแกรมนี้ไม่รองรับ</translation>
    </message>
    <message>
        <source>Upgrade the PostgreSQL server first.</source>
        <translation>อัปเกรดเซิร์ฟเวอร์ PostgreSQL ก่อน</translation>
    </message>
    <message>
        <source>The connection to %1 failed.</source>
        <translation>เชื่อมต่อไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Read the server&apos;s message below; the connection settings or the server need a change.</source>
        <translation>อ่านข้อความจากเซิร์ฟเวอร์ด้านล่าง แล้วแก้ไขการตั้งค่าการเชื่อมต่อหรือเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>The password for user %1 was not accepted.</source>
        <translation>เซิร์ฟเวอร์ไม่ยอมรับรหัสผ่านของผู้ใช้ %1</translation>
    </message>
    <message>
        <source>Type the password again. The server gives the same answer where the user does not exist: check the user name as well.</source>
        <translation>พิมพ์รหัสผ่านอีกครั้ง และตรวจสอบชื่อผู้ใช้ด้วย เพราะเซิร์ฟเวอร์ตอบแบบเดียวกันเมื่อไม่มีผู้ใช้นั้น</translation>
    </message>
    <message>
        <source>The server asks for a password for user %1, and none was given.</source>
        <translation>ยังไม่ได้ระบุรหัสผ่านที่เซิร์ฟเวอร์ขอสำหรับผู้ใช้ %1</translation>
    </message>
    <message>
        <source>Give the password, or store it in the keychain or in ~/.pgpass.</source>
        <translation>ระบุรหัสผ่าน หรือเก็บไว้ในพวงกุญแจหรือใน ~/.pgpass</translation>
    </message>
    <message>
        <source>The server has no such database: %1</source>
        <translation>เซิร์ฟเวอร์ไม่มีฐานข้อมูลนี้: %1</translation>
    </message>
    <message>
        <source>Check the name of the database; upper and lower case count.</source>
        <translation>ตรวจสอบชื่อฐานข้อมูล ตัวพิมพ์ใหญ่และตัวพิมพ์เล็กถือว่าต่างกัน</translation>
    </message>
    <message>
        <source>The server has no such user, or the user may not log in: %1</source>
        <translation>เซิร์ฟเวอร์ไม่มีผู้ใช้นี้ หรือผู้ใช้ไม่มีสิทธิ์เข้าสู่ระบบ: %1</translation>
    </message>
    <message>
        <source>Check the user name; upper and lower case count.</source>
        <translation>ตรวจสอบชื่อผู้ใช้ ตัวพิมพ์ใหญ่และตัวพิมพ์เล็กถือว่าต่างกัน</translation>
    </message>
    <message>
        <source>The server&apos;s access rules (pg_hba.conf) do not admit this computer, user and database.</source>
        <translation>กฎการเข้าถึงของเซิร์ฟเวอร์ (pg_hba.conf) ไม่อนุญาตคอมพิวเตอร์ ผู้ใช้ และฐานข้อมูลนี้</translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator for a line in pg_hba.conf for: %1</source>
        <translation>ขอให้ผู้ดูแลเซิร์ฟเวอร์เพิ่มบรรทัดใน pg_hba.conf สำหรับ: %1</translation>
    </message>
    <message>
        <source>The server wants an encrypted connection (TLS).</source>
        <translation>เซิร์ฟเวอร์ต้องการการเชื่อมต่อที่เข้ารหัสลับ (TLS)</translation>
    </message>
    <message>
        <source>Set the TLS mode to &quot;require&quot; or stronger.</source>
        <translation>ตั้งโหมด TLS เป็น “require” หรือเข้มงวดกว่า</translation>
    </message>
    <message>
        <source>An encrypted connection (TLS) was asked for, and the server offers none.</source>
        <translation>โปรแกรมขอการเชื่อมต่อที่เข้ารหัสลับ (TLS) แต่เซิร์ฟเวอร์ไม่มีให้</translation>
    </message>
    <message>
        <source>Switch TLS on at the server, or set the TLS mode to &quot;prefer&quot; if the network may be trusted.</source>
        <translation>เปิดใช้ TLS ที่เซิร์ฟเวอร์ หรือตั้งโหมด TLS เป็น “prefer” หากเครือข่ายเชื่อถือได้</translation>
    </message>
    <message>
        <source>The certificate check failed.</source>
        <translation>ใบรับรองไม่ผ่านการตรวจสอบ</translation>
    </message>
    <message>
        <source>Check the root certificate, the client certificate and its key, and that the host name is the one in the server&apos;s certificate.</source>
        <translation>ตรวจสอบใบรับรองราก ใบรับรองของไคลเอนต์และกุญแจ และตรวจสอบว่าชื่อโฮสต์ตรงกับชื่อในใบรับรองของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>None of the hosts is a server of the wanted kind (%1).</source>
        <translation>ไม่มีโฮสต์ใดเป็นเซิร์ฟเวอร์ชนิดที่ต้องการ (%1)</translation>
    </message>
    <message>
        <source>Name the primary server, or change the wanted kind of server.</source>
        <translation>ระบุเซิร์ฟเวอร์หลัก (primary) หรือเปลี่ยนชนิดของเซิร์ฟเวอร์ที่ต้องการ</translation>
    </message>
    <message>
        <source>Nothing was read or changed.</source>
        <translation>ไม่มีการอ่านหรือเปลี่ยนแปลงสิ่งใด</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535: one for all hosts, or one for each.</source>
        <translation>พอร์ตคือตัวเลขตั้งแต่ 1 ถึง 65535 ระบุค่าเดียวสำหรับทุกโฮสต์ หรือหนึ่งค่าต่อโฮสต์</translation>
    </message>
    <message>
        <source>Write it as postgresql://user:password@host:port/database or as host=... port=... dbname=... user=... password=...</source>
        <translation>เขียนเป็น postgresql://user:password@host:port/database หรือ host=... port=... dbname=... user=... password=...</translation>
    </message>
    <message>
        <source>The value of &quot;%1&quot; in the connection text is not valid.</source>
        <translation>ค่าในข้อความการเชื่อมต่อไม่ถูกต้อง: “%1”</translation>
    </message>
    <message>
        <source>In a URL, write special characters of a name or a password as percent escapes: @ as %40, / as %2F, : as %3A, ? as %3F, # as %23, &amp; as %26, % as %25.</source>
        <translation>ใน URL ให้เขียนอักขระพิเศษของชื่อหรือรหัสผ่านเป็นรหัสเปอร์เซ็นต์: @ เป็น %40, / เป็น %2F, : เป็น %3A, ? เป็น %3F, # เป็น %23, &amp; เป็น %26, % เป็น %25</translation>
    </message>
    <message>
        <source>Put a value with a space or a quote in it, such as a password, into quotes, with a backslash before each &apos; and \: password=&apos;...&apos;</source>
        <translation>ใส่เครื่องหมายคำพูดคร่อมค่าที่มีช่องว่างหรือเครื่องหมายคำพูด เช่น รหัสผ่าน และใส่แบ็กสแลชหน้า &apos; และ \ ทุกตัว: password=&apos;...&apos;</translation>
    </message>
    <message>
        <source>The connection URL holds a % that is no percent escape.</source>
        <translation>URL การเชื่อมต่อมี % ที่ไม่ใช่รหัสเปอร์เซ็นต์</translation>
    </message>
    <message>
        <source>The connection text cannot be read.</source>
        <translation>อ่านข้อความการเชื่อมต่อไม่สำเร็จ</translation>
    </message>
    <message>
        <source>The connection text holds a keyword that PostgreSQL does not know.</source>
        <translation>ข้อความการเชื่อมต่อมีคำหลักที่ PostgreSQL ไม่รู้จัก</translation>
    </message>
    <message>
        <source>PostgreSQL knows no connection keyword &quot;%1&quot;.</source>
        <translation>PostgreSQL ไม่รู้จักคำหลักการเชื่อมต่อ “%1”</translation>
    </message>
    <message>
        <source>Usual ones are host, port, dbname, user, password, sslmode and connect_timeout.</source>
        <translation>คำหลักที่ใช้บ่อยคือ host, port, dbname, user, password, sslmode และ connect_timeout</translation>
    </message>
    <message>
        <source>It is one of: %1.</source>
        <translation>ต้องเป็นค่าใดค่าหนึ่งใน: %1</translation>
    </message>
    <message>
        <source>It is a whole number of seconds.</source>
        <translation>ต้องเป็นจำนวนเต็มในหน่วยวินาที</translation>
    </message>
    <message>
        <source>The percent escapes in the connection URL are not UTF-8.</source>
        <translation>รหัสเปอร์เซ็นต์ใน URL การเชื่อมต่อไม่ใช่ UTF-8</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: %2</source>
        <translation>อ่านไฟล์ไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>The file %1 is too large for a .env file.</source>
        <translation>ไฟล์ใหญ่เกินไปสำหรับไฟล์ .env: %1</translation>
    </message>
    <message>
        <source>The file %1 is saved as UTF-16; the platform reads nothing from it.</source>
        <translation>แพลตฟอร์มอ่านข้อมูลจากไฟล์นี้ไม่ได้ เพราะบันทึกเป็น UTF-16: %1</translation>
    </message>
    <message>
        <source>Save it as UTF-8.</source>
        <translation>บันทึกไฟล์เป็น UTF-8</translation>
    </message>
    <message>
        <source>default host</source>
        <translation>โฮสต์ตามค่าเริ่มต้น</translation>
    </message>
    <message>
        <source>%1/%2 as %3</source>
        <translation>%1/%2 ผู้ใช้ %3</translation>
    </message>
    <message>
        <source>default database</source>
        <translation>ฐานข้อมูลตามค่าเริ่มต้น</translation>
    </message>
    <message>
        <source>default user</source>
        <translation>ผู้ใช้ตามค่าเริ่มต้น</translation>
    </message>
    <message>
        <source>The connection text is empty.</source>
        <translation>ข้อความการเชื่อมต่อว่างเปล่า</translation>
    </message>
    <message>
        <source>The connection URL holds an @ where none can be.</source>
        <translation>URL การเชื่อมต่อมี @ ในตำแหน่งที่มีไม่ได้</translation>
    </message>
    <message>
        <source>The value of %1 is no port.</source>
        <translation>ค่าไม่ใช่หมายเลขพอร์ต: %1</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>ไม่มีไฟล์ %1</translation>
    </message>
    <message>
        <source>Cancelled while connecting.</source>
        <translation>ยกเลิกแล้วระหว่างเชื่อมต่อ</translation>
    </message>
    <message>
        <source>Out of memory while connecting.</source>
        <translation>หน่วยความจำไม่เพียงพอระหว่างเชื่อมต่อ</translation>
    </message>
    <message>
        <source>The server refused a statement: %1</source>
        <translation>เซิร์ฟเวอร์ปฏิเสธคำสั่ง SQL: %1</translation>
    </message>
    <message>
        <source>The connection to the server was lost.</source>
        <translation>ขาดการเชื่อมต่อกับเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>ยกเลิกแล้ว</translation>
    </message>
    <message>
        <source>Module %1 is locked: %2</source>
        <translation>มีการล็อกโมดูล %1: %2</translation>
    </message>
    <message>
        <source>another upgrade is running now.</source>
        <translation>ขณะนี้มีการอัปเกรดอื่นกำลังดำเนินการอยู่</translation>
    </message>
    <message>
        <source>its lock row is taken.</source>
        <translation>แถวล็อกของโมดูลถูกใช้อยู่</translation>
    </message>
    <message>
        <source>Another upgrade changed module %1 after this plan was made.</source>
        <translation>หลังจากจัดทำแผนนี้แล้ว มีการอัปเกรดอื่นเปลี่ยนแปลงโมดูล %1</translation>
    </message>
    <message>
        <source>Nothing was run; the site is as the other upgrade left it.</source>
        <translation>ยังไม่ได้ดำเนินการใดเลย ฐานข้อมูลอยู่ในสภาพที่การอัปเกรดอื่นทำไว้</translation>
    </message>
    <message>
        <source>Look at the site again and make a new plan.</source>
        <translation>ดูสถานะของหน่วยบริการอีกครั้ง แล้วจัดทำแผนใหม่</translation>
    </message>
    <message>
        <source>The server rolled the transaction back instead of completing it.</source>
        <translation>เซิร์ฟเวอร์ย้อนคืนทรานแซกชันแทนที่จะทำให้เสร็จสิ้น</translation>
    </message>
    <message>
        <source>The connection was lost at the COMMIT; asking the server what became of it.</source>
        <translation>ขาดการเชื่อมต่อที่ขั้น COMMIT กำลังสอบถามผลจากเซิร์ฟเวอร์…</translation>
    </message>
    <message numerus="yes">
        <source>Done: %n step(s) carried out.</source>
        <translation>
            <numerusform>เสร็จสิ้น: ดำเนินการแล้ว %n ขั้นตอน</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to do: the site is up to date.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: หน่วยบริการเป็นปัจจุบันแล้ว</translation>
    </message>
    <message>
        <source>The site is exactly as it was before this run.</source>
        <translation>ฐานข้อมูลอยู่ในสภาพเดิมทุกประการเหมือนก่อนการดำเนินงานนี้</translation>
    </message>
    <message>
        <source>Send this report to the vendor; the hospital can go on working.</source>
        <translation>ส่งรายงานนี้ให้ผู้พัฒนาระบบ โรงพยาบาลทำงานต่อได้ตามปกติ</translation>
    </message>
    <message>
        <source>The run stopped part-way: %1 of %2 steps are in the database and recorded, the rest is not.</source>
        <translation>การดำเนินงานหยุดกลางคัน: %1 จาก %2 ขั้นตอนอยู่ในฐานข้อมูลและบันทึกแล้ว ส่วนที่เหลือยังไม่ได้ทำ</translation>
    </message>
    <message>
        <source>Mend the cause, then start the same operation again: it goes on with the first step that is not recorded.</source>
        <translation>แก้ไขสาเหตุ แล้วเริ่มงานเดิมอีกครั้ง โปรแกรมจะดำเนินการต่อจากขั้นตอนแรกที่ยังไม่ได้บันทึก</translation>
    </message>
    <message>
        <source>The connection was lost while the server was completing the run: it is either wholly done or not at all.</source>
        <translation>ขาดการเชื่อมต่อขณะเซิร์ฟเวอร์กำลังทำให้การดำเนินงานเสร็จสิ้น ผลจะเป็นการเสร็จสิ้นทั้งหมดหรือไม่ได้ทำเลยอย่างใดอย่างหนึ่ง</translation>
    </message>
    <message>
        <source>The connection was lost at the COMMIT, and the server could not be asked since.</source>
        <translation>ขาดการเชื่อมต่อที่ขั้น COMMIT และหลังจากนั้นสอบถามเซิร์ฟเวอร์ไม่สำเร็จ</translation>
    </message>
    <message>
        <source>The run is either wholly done or not at all.</source>
        <translation>การดำเนินงานเสร็จสิ้นทั้งหมดหรือไม่ได้ทำเลยอย่างใดอย่างหนึ่ง</translation>
    </message>
    <message>
        <source>Other programs were using the tables. Close them, or choose a quieter time, then try again.</source>
        <translation>มีโปรแกรมอื่นใช้ตารางอยู่ ปิดโปรแกรมเหล่านั้น หรือเลือกเวลาที่มีผู้ใช้น้อย แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>The user lacks a right. Connect as the owner of the tables, or ask for the right.</source>
        <translation>ผู้ใช้ขาดสิทธิ์ ให้เชื่อมต่อด้วยผู้ใช้ที่เป็นเจ้าของตาราง หรือขอสิทธิ์นี้</translation>
    </message>
    <message>
        <source>The server&apos;s disk is full. Make room on it, then try again.</source>
        <translation>ดิสก์ของเซิร์ฟเวอร์เต็ม เพิ่มเนื้อที่ว่าง แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>Send this report to the vendor of the module.</source>
        <translation>ส่งรายงานนี้ให้ผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>Cancelled during: %1</source>
        <translation>ยกเลิกแล้วระหว่าง: %1</translation>
    </message>
    <message>
        <source>The connection to the server was lost during: %1</source>
        <translation>ขาดการเชื่อมต่อกับเซิร์ฟเวอร์ระหว่าง: %1</translation>
    </message>
    <message>
        <source>Rolling back %1 failed: %2</source>
        <translation>ย้อนคืนไม่สำเร็จที่ %1: %2</translation>
    </message>
    <message>
        <source>The seed %1 failed: %2</source>
        <translation>โหลดข้อมูลตั้งต้นไม่สำเร็จที่ %1: %2</translation>
    </message>
    <message>
        <source>The migration %1 failed: %2</source>
        <translation>ปรับโครงสร้างฐานข้อมูลไม่สำเร็จที่ %1: %2</translation>
    </message>
    <message>
        <source>The tracking table of module %1 could not be written: %2</source>
        <translation>เขียนตารางติดตามการปรับโครงสร้างไม่สำเร็จในโมดูล %1: %2</translation>
    </message>
    <message>
        <source>Rows were entered by hand and the table&apos;s id sequence is behind. Ask the vendor to set the sequence right.</source>
        <translation>มีการเพิ่มแถวด้วยตนเอง ลำดับเลข (sequence) ของ id จึงตามไม่ทัน ขอให้ผู้พัฒนาระบบแก้ไขลำดับเลข</translation>
    </message>
    <message>
        <source>Somebody added a column to the tracking table that must not be empty. Ask the vendor.</source>
        <translation>มีผู้เพิ่มคอลัมน์ที่ต้องไม่ว่างในตารางติดตามการปรับโครงสร้าง สอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>The file ended the transaction itself: %1</source>
        <translation>ไฟล์จบทรานแซกชันเอง: %1</translation>
    </message>
    <message>
        <source>What ran before it may be in the database.</source>
        <translation>สิ่งที่ทำก่อนหน้านั้นอาจอยู่ในฐานข้อมูลแล้ว</translation>
    </message>
    <message>
        <source>The lock of module %1 is held by a run that is alive.</source>
        <translation>การดำเนินงานที่ยังทำอยู่กำลังถือล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>Waiting for: %1</source>
        <translation>กำลังรอ: %1</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made: %2</source>
        <translation>สร้างโฟลเดอร์ไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>Check the rights of the folder above it and the free space of the disk.</source>
        <translation>ตรวจสอบสิทธิ์ของโฟลเดอร์ที่อยู่เหนือขึ้นไปและเนื้อที่ว่างของดิสก์</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>เขียนไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>Check the rights of the folder and the free space of the disk.</source>
        <translation>ตรวจสอบสิทธิ์ของโฟลเดอร์และพื้นที่ว่างของดิสก์</translation>
    </message>
    <message>
        <source>The folder %1 cannot be removed.</source>
        <translation>ลบโฟลเดอร์ไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Check its rights, close what uses it, and try again.</source>
        <translation>ตรวจสอบสิทธิ์ของโฟลเดอร์ ปิดโปรแกรมที่ใช้โฟลเดอร์อยู่ แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written.</source>
        <translation>เขียนลงโฟลเดอร์ไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Check its rights and the free space of the disk.</source>
        <translation>ตรวจสอบสิทธิ์และเนื้อที่ว่างของดิสก์</translation>
    </message>
    <message>
        <source>Another copy of this program has been working on the private database server in %1 for minutes.</source>
        <translation>โปรแกรมนี้อีกตัวหนึ่งกำลังใช้เซิร์ฟเวอร์ฐานข้อมูลส่วนตัวมาหลายนาทีแล้วใน %1</translation>
    </message>
    <message>
        <source>Wait for it or end it, then try again.</source>
        <translation>โปรดรอให้เสร็จสิ้นหรือปิดโปรแกรมนั้น แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>No folder is given for the private database server.</source>
        <translation>ไม่ได้ระบุโฟลเดอร์สำหรับเซิร์ฟเวอร์ฐานข้อมูลส่วนตัว</translation>
    </message>
    <message>
        <source>PostgreSQL&apos;s programs cannot take a folder with the character %1 in its name: %2</source>
        <translation>โปรแกรมของ PostgreSQL ใช้โฟลเดอร์ที่ชื่อมีอักขระ %1 ไม่ได้: %2</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>เลือกโฟลเดอร์อื่น</translation>
    </message>
    <message>
        <source>The account %1, which runs the private database server, cannot enter the folder %2.</source>
        <translation>บัญชีที่ใช้ทำงานเซิร์ฟเวอร์ฐานข้อมูลส่วนตัว (%1) เข้าโฟลเดอร์นี้ไม่ได้: %2</translation>
    </message>
    <message>
        <source>Let it pass through the folders above (chmod o+x), or choose another folder.</source>
        <translation>อนุญาตให้บัญชีนั้นผ่านโฟลเดอร์ที่อยู่เหนือขึ้นไป (chmod o+x) หรือเลือกโฟลเดอร์อื่น</translation>
    </message>
    <message>
        <source>The private database server was not made; nothing is left of it.</source>
        <translation>ยังไม่ได้สร้างเซิร์ฟเวอร์ฐานข้อมูลส่วนตัว และไม่มีสิ่งใดตกค้าง</translation>
    </message>
    <message>
        <source>Read what it printed; often the disk is full or the folder closed.</source>
        <translation>อ่านข้อความที่โปรแกรมแสดง สาเหตุที่พบบ่อยคือดิสก์เต็มหรือไม่มีสิทธิ์เข้าโฟลเดอร์</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>อ่านไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>The folder %1 holds something that this program did not make, so it stays untouched.</source>
        <translation>โฟลเดอร์มีสิ่งที่โปรแกรมนี้ไม่ได้สร้าง จึงไม่ถูกแตะต้อง: %1</translation>
    </message>
    <message>
        <source>No PostgreSQL server is installed on this machine.</source>
        <translation>ไม่มีเซิร์ฟเวอร์ PostgreSQL ติดตั้งอยู่ในเครื่องนี้</translation>
    </message>
    <message>
        <source>Install PostgreSQL 12 or newer (on Debian the package postgresql), then try again.</source>
        <translation>ติดตั้ง PostgreSQL 12 หรือใหม่กว่า (บน Debian คือแพ็กเกจ postgresql) แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>The data in %1 were made by PostgreSQL %2, but this machine has only PostgreSQL %3.</source>
        <translation>ข้อมูลใน %1 สร้างโดย PostgreSQL %2 แต่เครื่องนี้มีเพียง PostgreSQL %3</translation>
    </message>
    <message>
        <source>The data are untouched.</source>
        <translation>ข้อมูลไม่ถูกแตะต้อง</translation>
    </message>
    <message>
        <source>Install PostgreSQL %1 as well; or, where the data may go, reset.</source>
        <translation>รีเซ็ตหากทิ้งข้อมูลได้ หรือติดตั้งเพิ่ม PostgreSQL %1</translation>
    </message>
    <message>
        <source>There is a private database server in %1 already.</source>
        <translation>มีเซิร์ฟเวอร์ฐานข้อมูลส่วนตัวอยู่แล้วใน %1</translation>
    </message>
    <message>
        <source>Start it, or reset it to begin anew.</source>
        <translation>เริ่มทำงานเซิร์ฟเวอร์นั้น หรือรีเซ็ตเพื่อเริ่มใหม่</translation>
    </message>
    <message>
        <source>The folder %1 cannot be renamed.</source>
        <translation>เปลี่ยนชื่อโฟลเดอร์ไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Check the rights of the folder above it.</source>
        <translation>ตรวจสอบสิทธิ์ของโฟลเดอร์ที่อยู่เหนือขึ้นไป</translation>
    </message>
    <message>
        <source>There is no private database server in %1.</source>
        <translation>ไม่มีเซิร์ฟเวอร์ฐานข้อมูลส่วนตัวใน %1</translation>
    </message>
    <message>
        <source>The private database server in %1 did not start.</source>
        <translation>เริ่มเซิร์ฟเวอร์ฐานข้อมูลส่วนตัวไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Its data are untouched.</source>
        <translation>ข้อมูลของเซิร์ฟเวอร์ไม่ถูกแตะต้อง</translation>
    </message>
    <message>
        <source>The end of its log says why: %1</source>
        <translation>ดูสาเหตุที่ท้ายบันทึกการทำงาน (log): %1</translation>
    </message>
    <message>
        <source>The private database server in %1 is not ready for connections.</source>
        <translation>เซิร์ฟเวอร์ฐานข้อมูลส่วนตัวยังไม่พร้อมรับการเชื่อมต่อ: %1</translation>
    </message>
    <message>
        <source>The private database server in %1 did not stop.</source>
        <translation>หยุดเซิร์ฟเวอร์ฐานข้อมูลส่วนตัวไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>The keychain did not answer in time; it may be waiting for its own password.</source>
        <translation>พวงกุญแจไม่ตอบภายในเวลาที่กำหนด อาจกำลังรอรหัสผ่านของพวงกุญแจเอง</translation>
    </message>
    <message>
        <source>Until then the password is asked each time.</source>
        <translation>ระหว่างนี้โปรแกรมจะถามรหัสผ่านทุกครั้ง</translation>
    </message>
    <message>
        <source>Unlock the keychain of your desktop, then try again.</source>
        <translation>ปลดล็อกพวงกุญแจของเดสก์ท็อป แล้วลองอีกครั้ง</translation>
    </message>
    <message>
        <source>The keychain is locked, or it refused this program.</source>
        <translation>พวงกุญแจถูกล็อกอยู่ หรือปฏิเสธโปรแกรมนี้</translation>
    </message>
    <message>
        <source>Unlock the keychain of your desktop and allow this program to use it.</source>
        <translation>ปลดล็อกพวงกุญแจของเดสก์ท็อป และอนุญาตให้โปรแกรมนี้ใช้</translation>
    </message>
    <message>
        <source>There is no keychain service that passwords could be kept in, or it does not work.</source>
        <translation>ไม่มีบริการพวงกุญแจสำหรับเก็บรหัสผ่าน หรือบริการไม่ทำงาน</translation>
    </message>
    <message>
        <source>On a desktop, install and unlock gnome-keyring or KWallet; without a desktop, use ~/.pgpass.</source>
        <translation>หากมีเดสก์ท็อป ให้ติดตั้งและปลดล็อก gnome-keyring หรือ KWallet หากไม่มี ให้ใช้ ~/.pgpass</translation>
    </message>
    <message>
        <source>The keychain could not do what it was asked to.</source>
        <translation>พวงกุญแจทำงานที่ขอไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Look at the entry in the keychain program of your desktop.</source>
        <translation>ดูรายการนี้ในโปรแกรมพวงกุญแจของเดสก์ท็อป</translation>
    </message>
    <message>
        <source>PostgreSQL refuses to run as root, and this machine has no account &quot;postgres&quot; that it could run as instead.</source>
        <translation>PostgreSQL ไม่ยอมทำงานด้วยบัญชี root และเครื่องนี้ไม่มีบัญชี “postgres” ให้ใช้แทน</translation>
    </message>
    <message>
        <source>Install the package postgresql, which makes the account, or run this program as an ordinary user.</source>
        <translation>ติดตั้งแพ็กเกจ postgresql ซึ่งจะสร้างบัญชีนี้ หรือใช้โปรแกรมนี้ด้วยบัญชีผู้ใช้ธรรมดา</translation>
    </message>
    <message>
        <source>The private database server in %1 belongs to another account.</source>
        <translation>บัญชีอื่นเป็นเจ้าของเซิร์ฟเวอร์ฐานข้อมูลส่วนตัวใน %1</translation>
    </message>
    <message>
        <source>Run this program as the account that made it, or choose another folder.</source>
        <translation>ใช้โปรแกรมนี้ด้วยบัญชีที่สร้างเซิร์ฟเวอร์นั้น หรือเลือกโฟลเดอร์อื่น</translation>
    </message>
    <message>
        <source>The account number %1 that runs this program has no name on this machine, and PostgreSQL does not start without one.</source>
        <translation>PostgreSQL ต้องใช้ชื่อบัญชี แต่บัญชีที่ใช้โปรแกรมนี้ไม่มีชื่อในเครื่องนี้ หมายเลขบัญชี: %1</translation>
    </message>
    <message>
        <source>Run this program as an account that /etc/passwd knows.</source>
        <translation>ใช้โปรแกรมนี้ด้วยบัญชีที่มีอยู่ใน /etc/passwd</translation>
    </message>
    <message>
        <source>%1 cannot be given to the account %2: %3</source>
        <translation>มอบให้บัญชี %2 เป็นเจ้าของไม่สำเร็จ: %1 (%3)</translation>
    </message>
    <message>
        <source>Choose a folder on a local disk.</source>
        <translation>เลือกโฟลเดอร์บนดิสก์ในเครื่อง</translation>
    </message>
    <message>
        <source>PostgreSQL refuses to run as root, and neither setpriv nor runuser is there to run it as the account %1.</source>
        <translation>PostgreSQL ไม่ยอมทำงานด้วยบัญชี root และไม่มีทั้ง setpriv และ runuser สำหรับเปลี่ยนไปใช้บัญชี %1</translation>
    </message>
    <message>
        <source>Install the package util-linux, or run this program as an ordinary user.</source>
        <translation>ติดตั้งแพ็กเกจ util-linux หรือใช้โปรแกรมนี้ด้วยบัญชีผู้ใช้ธรรมดา</translation>
    </message>
    <message>
        <source>%1 cannot be started.</source>
        <translation>เริ่มโปรแกรมไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>%1 did not finish in time.</source>
        <translation>โปรแกรมทำงานไม่เสร็จภายในเวลาที่กำหนด: %1</translation>
    </message>
    <message>
        <source>%1 failed.</source>
        <translation>โปรแกรมล้มเหลว: %1</translation>
    </message>
    <message>
        <source>The stale file %1 cannot be written: %2</source>
        <translation>เขียนไฟล์ตกค้างไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>The site has no name.</source>
        <translation>หน่วยบริการไม่มีชื่อ</translation>
    </message>
    <message>
        <source>Give the name of the hospital.</source>
        <translation>ระบุชื่อโรงพยาบาล</translation>
    </message>
    <message>
        <source>This site is no longer in the list of sites.</source>
        <translation>หน่วยบริการนี้ไม่อยู่ในรายชื่อหน่วยบริการแล้ว</translation>
    </message>
    <message>
        <source>Another copy of the program may have removed it; look at the list again.</source>
        <translation>โปรแกรมนี้อีกตัวหนึ่งอาจนำออกไปแล้ว ดูรายชื่ออีกครั้ง</translation>
    </message>
    <message>
        <source>%1 (code %2, id %3)</source>
        <translation>%1 (รหัส %2, id %3)</translation>
    </message>
    <message>
        <source>The list of sites was written by a newer version of this program: %1</source>
        <translation>รายชื่อหน่วยบริการเขียนโดยโปรแกรมนี้เวอร์ชันที่ใหม่กว่า: %1</translation>
    </message>
    <message>
        <source>Use that version; the file is unchanged.</source>
        <translation>ใช้เวอร์ชันนั้น ไฟล์ไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>This is another program&apos;s file, not a list of sites: %1</source>
        <translation>ไฟล์นี้เป็นของโปรแกรมอื่น ไม่ใช่รายชื่อหน่วยบริการ: %1</translation>
    </message>
    <message>
        <source>Choose another folder; the file is unchanged.</source>
        <translation>เลือกโฟลเดอร์อื่น ไฟล์ไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>The list of sites cannot be opened: %1</source>
        <translation>เปิดรายชื่อหน่วยบริการไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Check the rights of its folder and the free space of the disk; where another copy of this program is at work, wait for it.</source>
        <translation>ตรวจสอบสิทธิ์ของโฟลเดอร์และเนื้อที่ว่างของดิสก์ หากโปรแกรมนี้อีกตัวหนึ่งทำงานอยู่ โปรดรอให้เสร็จสิ้น</translation>
    </message>
    <message>
        <source>The list of sites was damaged. It was set aside as %1, and a new, empty list was begun. Add your sites again, or ask the vendor to look at the file.</source>
        <translation>รายชื่อหน่วยบริการเสียหาย โปรแกรมแยกไฟล์เดิมเก็บไว้และเริ่มรายชื่อใหม่ที่ว่างเปล่า ให้เพิ่มหน่วยบริการอีกครั้ง หรือขอให้ผู้พัฒนาระบบตรวจดูไฟล์เดิม: %1</translation>
    </message>
    <message>
        <source>Several sites are called %1: %2</source>
        <translation>มีหน่วยบริการหลายแห่งชื่อ %1: %2</translation>
    </message>
    <message>
        <source>Name the one you mean by its id.</source>
        <translation>ระบุแห่งที่ต้องการด้วย id</translation>
    </message>
    <message>
        <source>There is no site called %1: the list of sites is empty.</source>
        <translation>รายชื่อหน่วยบริการว่างเปล่า จึงไม่มีหน่วยบริการชื่อ %1</translation>
    </message>
    <message>
        <source>Add the site first.</source>
        <translation>เพิ่มหน่วยบริการก่อน</translation>
    </message>
    <message>
        <source>There is no site called %1.</source>
        <translation>ไม่มีหน่วยบริการชื่อ %1</translation>
    </message>
    <message>
        <source>Known sites: %1</source>
        <translation>หน่วยบริการที่มี: %1</translation>
    </message>
    <message>
        <source>There is no run %1 in the history of this machine.</source>
        <translation>ในประวัติของเครื่องนี้ไม่มีการดำเนินงาน %1</translation>
    </message>
    <message>
        <source>Look at the list of runs for the ones that are there.</source>
        <translation>ดูการดำเนินงานที่มีอยู่ในประวัติ</translation>
    </message>
    <message>
        <source>The local file %1 cannot be used: %2</source>
        <translation>ใช้ไฟล์ในเครื่องไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>Check its rights and the free space of the disk; where another copy of this program is at work, wait for it.</source>
        <translation>ตรวจสอบสิทธิ์และเนื้อที่ว่างของดิสก์ หากโปรแกรมนี้อีกตัวหนึ่งทำงานอยู่ โปรดรอให้เสร็จสิ้น</translation>
    </message>
    <message>
        <source>The local file %1 cannot be opened: %2</source>
        <translation>เปิดไฟล์ในเครื่องไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>The damaged file %1 cannot be renamed: %2</source>
        <translation>เปลี่ยนชื่อไฟล์ที่เสียหายไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>Move it away by hand, then start the program again.</source>
        <translation>ย้ายไฟล์ออกด้วยตนเอง แล้วเริ่มโปรแกรมอีกครั้ง</translation>
    </message>
    <message>
        <source>Looks after the database of an AegisX site: state, upgrade, seeds, rollback.</source>
        <translation>ดูแลฐานข้อมูลของหน่วยบริการ AegisX: สถานะ การอัปเกรด ข้อมูลตั้งต้น การย้อนคืน</translation>
    </message>
    <message>
        <source>a site of the list (name, code or id)</source>
        <translation>หน่วยบริการในรายชื่อ (ชื่อ รหัส หรือ id)</translation>
    </message>
    <message>
        <source>postgresql:// URL or keyword=value text</source>
        <translation>URL แบบ postgresql:// หรือข้อความแบบ keyword=value</translation>
    </message>
    <message>
        <source>a .env file with DATABASE_* or POSTGRES_* variables</source>
        <translation>ไฟล์ .env ที่มีตัวแปร DATABASE_* หรือ POSTGRES_*</translation>
    </message>
    <message>
        <source>a module folder, or a folder of them; repeatable</source>
        <translation>โฟลเดอร์โมดูล หรือโฟลเดอร์ที่มีหลายโมดูล ใช้ซ้ำได้</translation>
    </message>
    <message>
        <source>one JSON document instead of text</source>
        <translation>เอกสาร JSON เดียวแทนข้อความ</translation>
    </message>
    <message>
        <source>language of the texts</source>
        <translation>ภาษาของข้อความ</translation>
    </message>
    <message>
        <source>do not ask before changing the site</source>
        <translation>ไม่ต้องถามก่อนเปลี่ยนแปลงฐานข้อมูล</translation>
    </message>
    <message>
        <source>show the plan, change nothing</source>
        <translation>แสดงแผนโดยไม่เปลี่ยนแปลงสิ่งใด</translation>
    </message>
    <message>
        <source>show every statement of the plan</source>
        <translation>แสดงคำสั่ง SQL ทุกคำสั่งในแผน</translation>
    </message>
    <message>
        <source>each module&apos;s state</source>
        <translation>สถานะของแต่ละโมดูล</translation>
    </message>
    <message>
        <source>modules; all if none is named</source>
        <translation>โมดูล หากไม่ระบุคือทั้งหมด</translation>
    </message>
    <message>
        <source>connection, rights, versions, module files, findings</source>
        <translation>การเชื่อมต่อ สิทธิ์ เวอร์ชัน ไฟล์โมดูล สิ่งที่พบ</translation>
    </message>
    <message>
        <source>run pending migrations</source>
        <translation>ปรับโครงสร้างฐานข้อมูลที่รอดำเนินการ</translation>
    </message>
    <message>
        <source>the last migration to run</source>
        <translation>รายการปรับโครงสร้างสุดท้ายที่จะทำ</translation>
    </message>
    <message>
        <source>a transaction for each migration</source>
        <translation>แยกทรานแซกชันทีละรายการ</translation>
    </message>
    <message>
        <source>undo migrations</source>
        <translation>ย้อนคืนรายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>the module</source>
        <translation>โมดูล</translation>
    </message>
    <message>
        <source>in every module</source>
        <translation>ในทุกโมดูล</translation>
    </message>
    <message>
        <source>the last N batches (1)</source>
        <translation>N ชุด (batch) ล่าสุด (ค่าเริ่มต้น 1)</translation>
    </message>
    <message>
        <source>down to this migration, which stays</source>
        <translation>ย้อนคืนลงมาถึงรายการนี้ โดยคงรายการนี้ไว้</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>ทั้งหมด</translation>
    </message>
    <message>
        <source>load reference data</source>
        <translation>โหลดข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>release a stuck lock</source>
        <translation>ปลดล็อกที่ค้าง</translation>
    </message>
    <message>
        <source>although it is not proven that the holder is gone</source>
        <translation>แม้พิสูจน์ไม่ได้ว่าผู้ถือล็อกไม่อยู่แล้ว</translation>
    </message>
    <message>
        <source>a private site to try everything on</source>
        <translation>ระบบฝึกใช้งานส่วนตัวสำหรับลองทุกอย่าง</translation>
    </message>
    <message>
        <source>start it; made at the first time</source>
        <translation>เริ่มทำงาน (สร้างให้ในครั้งแรก)</translation>
    </message>
    <message>
        <source>stop it</source>
        <translation>หยุดทำงาน</translation>
    </message>
    <message>
        <source>whether it runs, and where</source>
        <translation>กำลังทำงานหรือไม่ และอยู่ที่ใด</translation>
    </message>
    <message>
        <source>throw its data away and start afresh</source>
        <translation>ทิ้งข้อมูลแล้วเริ่มใหม่</translation>
    </message>
    <message>
        <source>start it, run all migrations and seeds</source>
        <translation>เริ่มทำงาน ปรับโครงสร้าง และโหลดข้อมูลตั้งต้นทั้งหมด</translation>
    </message>
    <message>
        <source>the list of sites on this computer</source>
        <translation>รายชื่อหน่วยบริการในเครื่องนี้</translation>
    </message>
    <message>
        <source>the sites</source>
        <translation>แสดงหน่วยบริการ</translation>
    </message>
    <message>
        <source>add a site; its connection by --url or --env</source>
        <translation>เพิ่มหน่วยบริการ ระบุการเชื่อมต่อด้วย --url หรือ --env</translation>
    </message>
    <message>
        <source>name of the hospital</source>
        <translation>ชื่อโรงพยาบาล</translation>
    </message>
    <message>
        <source>English name</source>
        <translation>ชื่อภาษาอังกฤษ</translation>
    </message>
    <message>
        <source>hospital code</source>
        <translation>รหัสหน่วยบริการ</translation>
    </message>
    <message>
        <source>production, test or practice</source>
        <translation>production (ใช้งานจริง), test (ทดสอบ) หรือ practice (ฝึก)</translation>
    </message>
    <message>
        <source>keep the password in the keychain</source>
        <translation>เก็บรหัสผ่านในพวงกุญแจ</translation>
    </message>
    <message>
        <source>remove a site from the list; its database stays</source>
        <translation>นำหน่วยบริการออกจากรายชื่อ ฐานข้อมูลยังอยู่</translation>
    </message>
    <message>
        <source>name, code or id</source>
        <translation>ชื่อ รหัส หรือ id</translation>
    </message>
    <message>
        <source>try the connection of a site</source>
        <translation>ทดสอบการเชื่อมต่อของหน่วยบริการ</translation>
    </message>
    <message>
        <source>rollback needs one MODULE, or --all-modules.</source>
        <translation>rollback ต้องระบุ MODULE เดียว หรือ --all-modules</translation>
    </message>
    <message>
        <source>Site: %1</source>
        <translation>หน่วยบริการ: %1</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>ไม่เข้ารหัสลับ</translation>
    </message>
    <message>
        <source>What</source>
        <translation>รายการ</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>ที่พบ</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>การเชื่อมต่อ</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>เซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>การเข้ารหัสลับ</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>เวลาไปกลับ</translation>
    </message>
    <message>
        <source>User</source>
        <translation>ผู้ใช้</translation>
    </message>
    <message>
        <source>Role of the server</source>
        <translation>บทบาทของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>หลัก (primary)</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>รหัสอักขระ</translation>
    </message>
    <message>
        <source>Nothing stands in the way.</source>
        <translation>ไม่พบอุปสรรคใด</translation>
    </message>
    <message>
        <source>running</source>
        <translation>กำลังทำงาน</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>หยุดอยู่</translation>
    </message>
    <message>
        <source>not made yet</source>
        <translation>ยังไม่ได้สร้าง</translation>
    </message>
    <message>
        <source>Practice site: %1</source>
        <translation>ระบบฝึกใช้งาน: %1</translation>
    </message>
    <message>
        <source>Practice site</source>
        <translation>ระบบฝึกใช้งาน</translation>
    </message>
    <message>
        <source>Nothing says which site is meant.</source>
        <translation>ไม่ได้ระบุว่าหมายถึงหน่วยบริการใด</translation>
    </message>
    <message>
        <source>Give --site NAME, --url URL or --env FILE, set DATABASE_HOST, DATABASE_NAME and so on, or run it in a folder that has a .env file.</source>
        <translation>ระบุ --site NAME, --url URL หรือ --env FILE หรือกำหนดตัวแปร DATABASE_HOST, DATABASE_NAME และอื่น&#xa0;ๆ หรือใช้คำสั่งในโฟลเดอร์ที่มีไฟล์ .env</translation>
    </message>
    <message>
        <source>A password on the command line can be read by every user of this computer. Use ~/.pgpass, PGPASSWORD or a stored site instead.</source>
        <translation>ผู้ใช้ทุกคนในเครื่องนี้อ่านรหัสผ่านบนบรรทัดคำสั่งได้ ให้ใช้วิธีอื่นแทน: หน่วยบริการที่บันทึกไว้, ~/.pgpass หรือ PGPASSWORD</translation>
    </message>
    <message>
        <source>Password for %1:</source>
        <translation>รหัสผ่านสำหรับ %1:</translation>
    </message>
    <message>
        <source>PostgreSQL %1, database %2, user %3</source>
        <translation>PostgreSQL %1, ฐานข้อมูล %2, ผู้ใช้ %3</translation>
    </message>
    <message>
        <source>Module</source>
        <translation>โมดูล</translation>
    </message>
    <message>
        <source>State</source>
        <translation>สถานะ</translation>
    </message>
    <message>
        <source>Applied</source>
        <translation>เสร็จสิ้น</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>รอดำเนินการ</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>ไม่ทราบที่มา</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>ชุด (batch)</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>ครั้งล่าสุด</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>ล็อก</translation>
    </message>
    <message>
        <source>Migration</source>
        <translation>รายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>When</source>
        <translation>เมื่อ</translation>
    </message>
    <message>
        <source>This is a PRODUCTION site. To go on, type its name (%1):</source>
        <translation>หน่วยบริการนี้เป็นระบบที่ใช้งานจริง หากต้องการดำเนินการต่อ ให้พิมพ์ชื่อหน่วยบริการ (%1):</translation>
    </message>
    <message>
        <source>go on? [y/N]</source>
        <translation>ดำเนินการต่อหรือไม่? [y/N]</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>Not confirmed; nothing was changed.</source>
        <translation>ไม่ได้ยืนยัน จึงไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>Undoing needs a confirmation, and nobody can be asked here.</source>
        <translation>การย้อนคืนต้องมีการยืนยัน แต่ถามผู้ใช้ที่นี่ไม่ได้</translation>
    </message>
    <message>
        <source>Add --yes to confirm it on the command line.</source>
        <translation>เพิ่ม --yes บนบรรทัดคำสั่งเพื่อยืนยัน</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>ไม่ทราบ</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>ตาราง</translation>
    </message>
    <message>
        <source>Inserted</source>
        <translation>เพิ่ม</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>อัปเดต</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>คงเดิม</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>ลบ</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>ผล</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>ขั้นตอน</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>เวลาที่ใช้</translation>
    </message>
    <message>
        <source>Module %1: batch %2</source>
        <translation>โมดูล %1: ชุด (batch) %2</translation>
    </message>
    <message>
        <source>The report could not be kept in the local history: %1</source>
        <translation>เก็บรายงานในประวัติของเครื่องนี้ไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>up</source>
        <translation>ปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>down</source>
        <translation>ย้อนคืน</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>ข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>unlock</source>
        <translation>ปลดล็อก</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ใช่</translation>
    </message>
    <message>
        <source>no</source>
        <translation>ไม่ใช่</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>ลำดับ</translation>
    </message>
    <message>
        <source>Statements</source>
        <translation>คำสั่ง SQL</translation>
    </message>
    <message>
        <source>Can be undone</source>
        <translation>ย้อนคืนได้</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>ทรานแซกชัน</translation>
    </message>
    <message>
        <source>The run is cut into %1 transactions: what is committed stays if a later step fails.</source>
        <translation>การดำเนินงานแบ่งเป็น %1 ทรานแซกชัน สิ่งที่ COMMIT แล้วจะคงอยู่หากขั้นตอนภายหลังล้มเหลว</translation>
    </message>
    <message>
        <source>All or nothing: if a step fails, the site stays as it is now.</source>
        <translation>ทำทั้งหมดหรือไม่ทำเลย หากขั้นตอนใดล้มเหลว ฐานข้อมูลจะคงสภาพปัจจุบัน</translation>
    </message>
    <message>
        <source>No site yet. Add one: aegisx-sitectl --url URL sites add NAME</source>
        <translation>ยังไม่มีหน่วยบริการ เพิ่มด้วยคำสั่ง: aegisx-sitectl --url URL sites add NAME</translation>
    </message>
    <message>
        <source>Hospital</source>
        <translation>โรงพยาบาล</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>รหัส</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>ประเภท</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>เข้าดูล่าสุด</translation>
    </message>
    <message>
        <source>A new site needs a connection: --url or --env, not --site.</source>
        <translation>หน่วยบริการใหม่ต้องระบุการเชื่อมต่อด้วย --url หรือ --env ไม่ใช่ --site</translation>
    </message>
    <message>
        <source>The password was not kept; it will be asked for. Use --keep-password to keep it in the keychain.</source>
        <translation>ไม่ได้เก็บรหัสผ่านไว้ โปรแกรมจะถามทุกครั้ง หากต้องการเก็บในพวงกุญแจ ให้ใช้ --keep-password</translation>
    </message>
    <message>
        <source>Added: %1</source>
        <translation>เพิ่มแล้ว: %1</translation>
    </message>
    <message>
        <source>Removed from the list: %1. Its database is untouched.</source>
        <translation>นำออกจากรายชื่อแล้ว ฐานข้อมูลไม่ถูกแตะต้อง: %1</translation>
    </message>
    <message>
        <source>Reached: PostgreSQL %1, database %2, user %3, %4 ms</source>
        <translation>เชื่อมต่อแล้ว: PostgreSQL %1, ฐานข้อมูล %2, ผู้ใช้ %3, %4 ms</translation>
    </message>
    <message>
        <source>error</source>
        <translation>ข้อผิดพลาด</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>คำเตือน</translation>
    </message>
    <message>
        <source>note</source>
        <translation>หมายเหตุ</translation>
    </message>
    <message>
        <source>done meanwhile by another upgrade</source>
        <translation>การอัปเกรดอื่นทำเสร็จแล้วในระหว่างนี้</translation>
    </message>
    <message>
        <source>Rolled back.</source>
        <translation>ย้อนคืนแล้ว</translation>
    </message>
    <message>
        <source>up to date</source>
        <translation>เป็นปัจจุบันแล้ว</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>รอดำเนินการ</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>ยังไม่ได้ติดตั้ง</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>ต้องตรวจสอบ</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>เสร็จสิ้น</translation>
    </message>
    <message>
        <source>not in this pack</source>
        <translation>ไม่มีในชุดโมดูลนี้</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>ยังไม่มี</translation>
    </message>
    <message>
        <source>free</source>
        <translation>ว่าง</translation>
    </message>
    <message>
        <source>a run is going on</source>
        <translation>กำลังดำเนินการ</translation>
    </message>
    <message>
        <source>stuck</source>
        <translation>ล็อกค้าง</translation>
    </message>
    <message>
        <source>locked, holder unknown</source>
        <translation>ถูกล็อก ไม่ทราบผู้ถือ</translation>
    </message>
    <message>
        <source>wrong rows</source>
        <translation>จำนวนแถวผิด</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>ไม่ได้ทำ</translation>
    </message>
    <message>
        <source>done</source>
        <translation>เสร็จสิ้น</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>ข้าม</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>ล้มเหลว</translation>
    </message>
    <message>
        <source>rolled back</source>
        <translation>ย้อนคืนแล้ว</translation>
    </message>
    <message>
        <source>PRODUCTION</source>
        <translation>ใช้งานจริง</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>ทดสอบ</translation>
    </message>
    <message>
        <source>PRACTICE</source>
        <translation>ฝึกใช้งาน</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>เสร็จสิ้น</translation>
    </message>
    <message>
        <source>Nothing to do</source>
        <translation>ไม่มีสิ่งที่ต้องทำ</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>ล้มเหลว</translation>
    </message>
    <message>
        <source>Failed part-way</source>
        <translation>ล้มเหลวกลางคัน</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>ถูกปฏิเสธ</translation>
    </message>
    <message>
        <source>Locked by another run</source>
        <translation>ถูกล็อกโดยการดำเนินงานอื่น</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>ยกเลิกแล้ว</translation>
    </message>
    <message>
        <source>Cancelled part-way</source>
        <translation>ยกเลิกกลางคัน</translation>
    </message>
    <message>
        <source>Outcome not known yet</source>
        <translation>ยังไม่ทราบผล</translation>
    </message>
    <message numerus="yes">
        <source>Upgrade: %n migration(s)</source>
        <translation>
            <numerusform>อัปเกรด: %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back: %n migration(s)</source>
        <translation>
            <numerusform>ย้อนคืน: %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load reference data: %n seed(s)</source>
        <translation>
            <numerusform>โหลดข้อมูลตั้งต้น: %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>Release the lock</source>
        <translation>ปลดล็อก</translation>
    </message>
    <message>
        <source>The lock table of module %1 lacks a column (is_locked).</source>
        <translation>ตารางล็อกไม่มีคอลัมน์ (is_locked) ในโมดูล %1</translation>
    </message>
    <message>
        <source>Wait a moment, then try again. If it stays so, ask the server&apos;s administrator.</source>
        <translation>โปรดรอสักครู่ แล้วลองอีกครั้ง หากยังเป็นเช่นเดิม ให้สอบถามผู้ดูแลเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>The server is starting or shutting down, or takes no connections.</source>
        <translation>เซิร์ฟเวอร์กำลังเริ่มทำงานหรือกำลังปิด หรือไม่รับการเชื่อมต่อ</translation>
    </message>
    <message>
        <source>A statement or a value holds a zero byte, which PostgreSQL does not take.</source>
        <translation>คำสั่งหรือค่ามีไบต์ศูนย์ ซึ่ง PostgreSQL ไม่รับ</translation>
    </message>
    <message>
        <source>Nothing of it was sent.</source>
        <translation>ยังไม่ได้ส่งสิ่งใดไปที่เซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Remove the zero byte; often the file is saved as UTF-16.</source>
        <translation>ลบไบต์ศูนย์ออก สาเหตุที่พบบ่อยคือไฟล์บันทึกเป็น UTF-16</translation>
    </message>
    <message>
        <source>COPY FROM STDIN and COPY TO STDOUT cannot be run here.</source>
        <translation>ใช้ COPY FROM STDIN และ COPY TO STDOUT ที่นี่ไม่ได้</translation>
    </message>
    <message>
        <source>Write the rows as INSERT statements.</source>
        <translation>เขียนแถวเป็นคำสั่ง INSERT</translation>
    </message>
    <message>
        <source>The connection was lost, and it is not certain that the lock is still held by this run.</source>
        <translation>ขาดการเชื่อมต่อ และไม่แน่ใจว่าการดำเนินงานนี้ยังถือล็อกอยู่หรือไม่</translation>
    </message>
    <message>
        <source>Look at the site again before going on.</source>
        <translation>ดูสถานะของหน่วยบริการอีกครั้งก่อนดำเนินการต่อ</translation>
    </message>
    <message>
        <source>Nothing to do: there is nothing to roll back.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ไม่มีรายการให้ย้อนคืน</translation>
    </message>
    <message>
        <source>Nothing to do: there is no seed to load.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ไม่มีข้อมูลตั้งต้นให้โหลด</translation>
    </message>
    <message>
        <source>Nothing to do: the lock is free.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ไม่มีการล็อกอยู่</translation>
    </message>
    <message>
        <source>The connection was lost while the server was completing a part of the run: %1 of %2 steps are in the database and recorded, and %3 either all or not at all.</source>
        <translation>ขาดการเชื่อมต่อขณะเซิร์ฟเวอร์กำลังทำส่วนหนึ่งของการดำเนินงานให้เสร็จสิ้น: %1 จาก %2 ขั้นตอนอยู่ในฐานข้อมูลและบันทึกแล้ว ส่วนอีก %3 ขั้นตอนเสร็จสิ้นทั้งหมดหรือไม่ได้ทำเลยอย่างใดอย่างหนึ่ง</translation>
    </message>
    <message>
        <source>Check the rights of the folder.</source>
        <translation>ตรวจสอบสิทธิ์ของโฟลเดอร์</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>เลือกโฟลเดอร์</translation>
    </message>
    <message>
        <source>Make it first.</source>
        <translation>สร้างก่อน</translation>
    </message>
    <message>
        <source>Read what it printed.</source>
        <translation>อ่านข้อความที่โปรแกรมแสดง</translation>
    </message>
    <message>
        <source>show this help</source>
        <translation>แสดงข้อความช่วยเหลือนี้</translation>
    </message>
    <message>
        <source>show the version</source>
        <translation>แสดงเวอร์ชัน</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>วิธีใช้</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>ตัวเลือก</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>อาร์กิวเมนต์</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>คำสั่ง</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>คำสั่ง</translation>
    </message>
    <message>
        <source>required</source>
        <translation>จำเป็น</translation>
    </message>
    <message>
        <source>not with</source>
        <translation>ใช้ร่วมกันไม่ได้กับ</translation>
    </message>
    <message>
        <source>Another program holds a tracking table locked; it could not be read within %1 seconds.</source>
        <translation>โปรแกรมอื่นล็อกตารางติดตามการปรับโครงสร้างไว้ จึงอ่านไม่ได้ภายใน %1 วินาที</translation>
    </message>
    <message>
        <source>Try again when that program has ended (a backup that is being restored, a table that is being rebuilt).</source>
        <translation>ลองอีกครั้งเมื่อโปรแกรมนั้นทำงานเสร็จแล้ว (เช่น กำลังกู้คืนชุดข้อมูลสำรอง หรือกำลังสร้างตารางใหม่)</translation>
    </message>
    <message>
        <source>Release the lock of module %1.</source>
        <translation>ปลดล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>If no other upgrade is running anywhere, release the lock of module %1.</source>
        <translation>หากไม่มีการอัปเกรดอื่นกำลังดำเนินการอยู่ที่ใด โปรดปลดล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>On this computer the site is kept as %1, but its database says %2 (set by %3).</source>
        <translation>คอมพิวเตอร์เครื่องนี้บันทึกหน่วยบริการนี้ไว้ว่า %1 แต่ฐานข้อมูลของหน่วยบริการระบุว่า %2 (กำหนดโดย %3)</translation>
    </message>
    <message>
        <source>Nothing was changed, and nothing can be until the two agree. If this computer is wrong, correct the site in its list; if the database is wrong, set the environment of the database to: %1</source>
        <translation>ไม่มีการเปลี่ยนแปลงใด&#xa0;ๆ และจะเปลี่ยนแปลงไม่ได้จนกว่าทั้งสองจะตรงกัน หากคอมพิวเตอร์เครื่องนี้ไม่ถูกต้อง โปรดแก้ไขหน่วยบริการในรายชื่อ หากฐานข้อมูลไม่ถูกต้อง โปรดกำหนดประเภทในฐานข้อมูลเป็น: %1</translation>
    </message>
    <message>
        <source>The database says %1 now. Afterwards the site&apos;s name is no longer asked for before something is undone.</source>
        <translation>ขณะนี้ฐานข้อมูลระบุว่า %1 หลังจากนี้จะไม่ถามชื่อหน่วยบริการก่อนย้อนคืนอีก</translation>
    </message>
    <message>
        <source>Go on only if the hospital does not work with this database.</source>
        <translation>ดำเนินการต่อเฉพาะเมื่อโรงพยาบาลไม่ได้ใช้ฐานข้อมูลนี้ปฏิบัติงาน</translation>
    </message>
    <message>
        <source>The state of the site lists them.</source>
        <translation>ดูรายการได้ในสถานะของหน่วยบริการ</translation>
    </message>
    <message>
        <source>The state of the site lists the modules.</source>
        <translation>ดูรายชื่อโมดูลได้ในสถานะของหน่วยบริการ</translation>
    </message>
    <message>
        <source>The state of the site lists the migrations of module %1.</source>
        <translation>ดูรายการปรับโครงสร้างได้ในสถานะของหน่วยบริการ ที่โมดูล %1</translation>
    </message>
    <message>
        <source>The state of the site lists what is applied in module %1.</source>
        <translation>ดูรายการที่เสร็จสิ้นแล้วได้ในสถานะของหน่วยบริการ ที่โมดูล %1</translation>
    </message>
    <message>
        <source>It can be forced; it may then change what the hospital entered.</source>
        <translation>บังคับโหลดได้ แต่อาจเปลี่ยนแปลงข้อมูลที่โรงพยาบาลบันทึกไว้</translation>
    </message>
    <message>
        <source>Upgrade module %1 first.</source>
        <translation>โปรดอัปเกรดโมดูล %1 ก่อน</translation>
    </message>
    <message>
        <source>If you are sure that no other upgrade is running anywhere, force the release of the lock of module %1.</source>
        <translation>หากแน่ใจว่าไม่มีการอัปเกรดอื่นกำลังดำเนินการอยู่ที่ใด โปรดบังคับปลดล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>Another program holds this table locked: %1</source>
        <translation>โปรแกรมอื่นกำลังล็อกตารางนี้อยู่: %1</translation>
    </message>
    <message>
        <source>The query took too long, or somebody ended it: %1</source>
        <translation>คิวรีใช้เวลานานเกินไป หรือมีผู้หยุดคิวรี: %1</translation>
    </message>
    <message>
        <source>Try again when the server has less to do. If it is a view, it may be too slow to be looked at here.</source>
        <translation>ลองอีกครั้งเมื่อเซิร์ฟเวอร์มีงานน้อยลง หากเป็นวิว วิวนี้อาจช้าเกินกว่าจะดูที่นี่ได้</translation>
    </message>
    <message>
        <source>This view holds no rows yet; it was never filled: %1</source>
        <translation>วิวนี้ยังไม่มีแถวข้อมูล เพราะยังไม่เคยถูกเติมข้อมูล: %1</translation>
    </message>
    <message>
        <source>It is filled with REFRESH MATERIALIZED VIEW; ask the vendor.</source>
        <translation>วิวนี้เติมข้อมูลด้วย REFRESH MATERIALIZED VIEW สอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>Reading this view would change data, so it is not read: %1</source>
        <translation>การอ่านวิวนี้จะเปลี่ยนแปลงข้อมูล จึงไม่ได้อ่าน: %1</translation>
    </message>
    <message>
        <source>Ask the vendor what the view does.</source>
        <translation>สอบถามผู้พัฒนาระบบว่าวิวนี้ทำอะไร</translation>
    </message>
    <message>
        <source>This table is not there any more: %1</source>
        <translation>ไม่พบตารางนี้แล้ว: %1</translation>
    </message>
    <message>
        <source>Refresh the list of tables.</source>
        <translation>เรียกรายการตารางใหม่</translation>
    </message>
    <message>
        <source>The user may not read this table: %1</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์อ่านตารางนี้: %1</translation>
    </message>
    <message>
        <source>Connect as the user who owns the table, or ask for SELECT on it and for USAGE on its schema.</source>
        <translation>เชื่อมต่อด้วยผู้ใช้ที่เป็นเจ้าของตาราง หรือขอสิทธิ์ SELECT บนตารางและ USAGE บนสคีมาของตาราง</translation>
    </message>
    <message>
        <source>Wait until the other run has ended. If none is running, release the lock of module %1.</source>
        <translation>โปรดรอจนกว่าการดำเนินงานอื่นจะเสร็จสิ้น หากไม่มีการดำเนินงานใดอยู่ โปรดปลดล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>เริ่มเมื่อ</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>เสร็จสิ้นเมื่อ</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>การดำเนินงาน</translation>
    </message>
    <message>
        <source>State of the site now</source>
        <translation>สภาพฐานข้อมูลขณะนี้</translation>
    </message>
    <message>
        <source>Hospital code</source>
        <translation>รหัสหน่วยบริการ</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 วินาที</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 นาที %2 วินาที</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 ชั่วโมง %2 นาที</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Carried out by</source>
        <translation>ดำเนินการโดย</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>เวลาที่ใช้</translation>
    </message>
    <message>
        <source>Program version</source>
        <translation>เวอร์ชันโปรแกรม</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>แถว</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>สิ่งที่เปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>ไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>What is not known yet</source>
        <translation>สิ่งที่ยังไม่ทราบผล</translation>
    </message>
    <message>
        <source>What did not change</source>
        <translation>สิ่งที่ไม่เปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>Every step of the plan was carried out.</source>
        <translation>ดำเนินการครบทุกขั้นตอนตามแผนแล้ว</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>ขั้นตอนต่อไป</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>สิ่งที่พบ</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>สิ่งที่ควรทำ</translation>
    </message>
    <message>
        <source>Findings on the site now</source>
        <translation>สิ่งที่พบในฐานข้อมูลขณะนี้</translation>
    </message>
    <message>
        <source>What the server remarked</source>
        <translation>ข้อสังเกตจากเซิร์ฟเวอร์</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>และอีก %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>Details</source>
        <translation>รายละเอียด</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>รายงาน</translation>
    </message>
    <message>
        <source>Report: %1</source>
        <translation>รายงาน: %1</translation>
    </message>
    <message>
        <source>The user may not write the schema aegisx_site, where the database keeps what the site is for.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์เขียนในสคีมาที่ฐานข้อมูลเก็บประเภทของหน่วยบริการไว้ คือ aegisx_site</translation>
    </message>
    <message>
        <source>Connect as the owner of the database, or ask for the right.</source>
        <translation>โปรดเชื่อมต่อด้วยเจ้าของฐานข้อมูล หรือขอสิทธิ์นี้</translation>
    </message>
    <message>
        <source>The lock could not be released over the lost connection. When the server can be reached again, release the lock of module %1.</source>
        <translation>ปลดล็อกไม่สำเร็จเพราะขาดการเชื่อมต่อ เมื่อติดต่อเซิร์ฟเวอร์ได้อีกครั้ง โปรดปลดล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>Nothing to do: the database says so already.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ฐานข้อมูลระบุไว้เช่นนั้นแล้ว</translation>
    </message>
    <message>
        <source>Done: the site&apos;s database says from now on: %1</source>
        <translation>เสร็จสิ้น: จากนี้ไปฐานข้อมูลของหน่วยบริการระบุว่า: %1</translation>
    </message>
    <message>
        <source>Every computer whose list of sites says otherwise cannot change the site until its list is corrected.</source>
        <translation>คอมพิวเตอร์ทุกเครื่องที่รายชื่อหน่วยบริการระบุไว้ต่างจากนี้ จะเปลี่ยนแปลงหน่วยบริการนี้ไม่ได้จนกว่าจะแก้ไขรายชื่อ</translation>
    </message>
    <message>
        <source>Nothing else to do. The state of the site shows the result.</source>
        <translation>ไม่ต้องทำอะไรอีก ดูผลได้ในสถานะของหน่วยบริการ</translation>
    </message>
    <message>
        <source>When the server can be reached again, the state of the site tells which.</source>
        <translation>เมื่อติดต่อเซิร์ฟเวอร์ได้อีกครั้ง ดูผลได้ในสถานะของหน่วยบริการ</translation>
    </message>
    <message>
        <source>The server ran out of memory for locks. Run the upgrade step by step, or raise max_locks_per_transaction on the server.</source>
        <translation>หน่วยความจำสำหรับล็อกของเซิร์ฟเวอร์หมด โปรดอัปเกรดทีละขั้นตอน หรือเพิ่มค่าบนเซิร์ฟเวอร์ คือ max_locks_per_transaction</translation>
    </message>
    <message>
        <source>A new enum label is used before it was committed. Run the upgrade step by step.</source>
        <translation>มีการใช้ค่า enum ใหม่ก่อนที่จะบันทึกถาวร โปรดอัปเกรดทีละขั้นตอน</translation>
    </message>
    <message>
        <source>The environment could not be stored: %1</source>
        <translation>บันทึกประเภทของหน่วยบริการไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Upgrade</source>
        <translation>อัปเกรด</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>ย้อนคืน</translation>
    </message>
    <message>
        <source>Load reference data</source>
        <translation>โหลดข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>Set the environment</source>
        <translation>กำหนดสภาพแวดล้อม</translation>
    </message>
    <message>
        <source>Set the environment of the site to: %1</source>
        <translation>กำหนดประเภทของหน่วยบริการเป็น: %1</translation>
    </message>
    <message>
        <source>what the database says the site is for</source>
        <translation>ประเภทของหน่วยบริการที่ระบุในฐานข้อมูล</translation>
    </message>
    <message>
        <source>change what it says</source>
        <translation>เปลี่ยนประเภทที่ระบุไว้</translation>
    </message>
    <message>
        <source>Environment: %1</source>
        <translation>ประเภท: %1</translation>
    </message>
    <message>
        <source>Changing the environment needs a confirmation, and nobody can be asked here.</source>
        <translation>การเปลี่ยนประเภทต้องมีการยืนยัน แต่ถามผู้ใช้ที่นี่ไม่ได้</translation>
    </message>
    <message>
        <source>The database</source>
        <translation>ฐานข้อมูล</translation>
    </message>
    <message>
        <source>Set by</source>
        <translation>กำหนดโดย</translation>
    </message>
    <message>
        <source>The list of sites</source>
        <translation>รายชื่อหน่วยบริการ</translation>
    </message>
    <message>
        <source>set the environment</source>
        <translation>กำหนดประเภท</translation>
    </message>
    <message>
        <source>About AegisX Site Manager</source>
        <translation>เกี่ยวกับ AegisX Site Manager</translation>
    </message>
    <message>
        <source>AegisX Site Manager</source>
        <translation>AegisX Site Manager</translation>
    </message>
    <message>
        <source>Looks after the database of AegisX sites.</source>
        <translation>ดูแลฐานข้อมูลของหน่วยบริการ AegisX</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>โปรแกรม</translation>
    </message>
    <message>
        <source>AegisX Site Manager: MIT licence. It uses Qt (LGPL 3), libpq (PostgreSQL licence), QtKeychain (BSD), libpg_query (BSD), tl::expected (CC0), nlohmann/json (MIT), and the Noto fonts (SIL OFL).</source>
        <translation>AegisX Site Manager: สัญญาอนุญาต MIT โปรแกรมใช้ Qt (LGPL 3), libpq (PostgreSQL), QtKeychain (BSD), libpg_query (BSD), tl::expected (CC0), nlohmann/json (MIT) และฟอนต์ Noto (SIL OFL)</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>คัดลอกเวอร์ชัน</translation>
    </message>
    <message>
        <source>The first that answers</source>
        <translation>เครื่องแรกที่ตอบ</translation>
    </message>
    <message>
        <source>Any (any)</source>
        <translation>เครื่องใดก็ได้ (any)</translation>
    </message>
    <message>
        <source>One that can be written to (read-write)</source>
        <translation>เครื่องที่เขียนได้ (read-write)</translation>
    </message>
    <message>
        <source>The primary server (primary)</source>
        <translation>เซิร์ฟเวอร์หลัก (primary)</translation>
    </message>
    <message>
        <source>One that can only be read (read-only)</source>
        <translation>เครื่องที่อ่านได้อย่างเดียว (read-only)</translation>
    </message>
    <message>
        <source>A standby (standby)</source>
        <translation>เซิร์ฟเวอร์สำรอง (standby)</translation>
    </message>
    <message>
        <source>A standby, else any (prefer-standby)</source>
        <translation>เซิร์ฟเวอร์สำรองก่อน ถ้าไม่มีจึงใช้เครื่องใดก็ได้ (prefer-standby)</translation>
    </message>
    <message>
        <source>The further parameters cannot be read.</source>
        <translation>อ่านพารามิเตอร์เพิ่มเติมไม่สำเร็จ</translation>
    </message>
    <message>
        <source>A password cannot stand among the further parameters.</source>
        <translation>ใส่รหัสผ่านในพารามิเตอร์เพิ่มเติมไม่ได้</translation>
    </message>
    <message>
        <source>It would not be kept. Write the user&apos;s password into its own field.</source>
        <translation>โปรแกรมจะไม่เก็บไว้ ให้กรอกรหัสผ่านของผู้ใช้ในช่องรหัสผ่าน</translation>
    </message>
    <message>
        <source>One of the further parameters has a field of its own.</source>
        <translation>พารามิเตอร์เพิ่มเติมบางรายการมีช่องกรอกของตนเองอยู่แล้ว</translation>
    </message>
    <message>
        <source>Host, port, database, user, TLS mode, certificates, time limit and choice of the server are set in their fields.</source>
        <translation>โฮสต์ พอร์ต ฐานข้อมูล ผู้ใช้ โหมด TLS ใบรับรอง เวลาที่จำกัด และการเลือกเซิร์ฟเวอร์ ให้กรอกในช่องของแต่ละอย่าง</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>ขั้นสูง</translation>
    </message>
    <message>
        <source>Of several hosts</source>
        <translation>หากมีหลายโฮสต์</translation>
    </message>
    <message>
        <source>Time limit for connecting</source>
        <translation>เวลาที่จำกัดในการเชื่อมต่อ</translation>
    </message>
    <message>
        <source> seconds</source>
        <translation> วินาที</translation>
    </message>
    <message>
        <source>Password file</source>
        <translation>ไฟล์รหัสผ่าน</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>ทุกไฟล์ (*)</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>ไม่บังคับ</translation>
    </message>
    <message>
        <source>Further parameters</source>
        <translation>พารามิเตอร์เพิ่มเติม</translation>
    </message>
    <message>
        <source>Connection parameters of PostgreSQL (libpq), each as keyword=value.</source>
        <translation>พารามิเตอร์การเชื่อมต่อของ PostgreSQL (libpq) เขียนเป็น keyword=value ทีละรายการ</translation>
    </message>
    <message>
        <source>Import a .env file</source>
        <translation>นำเข้าไฟล์ .env</translation>
    </message>
    <message>
        <source>Environment files (.env*);;All files (*)</source>
        <translation>ไฟล์ .env (.env*);;ทุกไฟล์ (*)</translation>
    </message>
    <message>
        <source>Add a site</source>
        <translation>เพิ่มหน่วยบริการ</translation>
    </message>
    <message>
        <source>Edit a site</source>
        <translation>แก้ไขหน่วยบริการ</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Paste a connection URL</source>
        <translation>วาง URL การเชื่อมต่อ</translation>
    </message>
    <message>
        <source>Take the connection over from the clipboard: postgresql://... or host=...</source>
        <translation>นำการเชื่อมต่อจากคลิปบอร์ดมาใช้: postgresql://... หรือ host=...</translation>
    </message>
    <message>
        <source>Import .env...</source>
        <translation>นำเข้าไฟล์ .env...</translation>
    </message>
    <message>
        <source>Take the connection over from the platform&apos;s .env file</source>
        <translation>นำการเชื่อมต่อจากไฟล์ .env ของระบบมาใช้</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>ทดสอบการเชื่อมต่อ</translation>
    </message>
    <message>
        <source>Connect once with what is typed here; nothing is changed</source>
        <translation>ลองเชื่อมต่อหนึ่งครั้งด้วยค่าที่กรอก โดยไม่เปลี่ยนแปลงสิ่งใด</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>ปิด</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>ยกเลิก</translation>
    </message>
    <message>
        <source>Add site</source>
        <translation>เพิ่มหน่วยบริการ</translation>
    </message>
    <message>
        <source>Save site</source>
        <translation>บันทึกหน่วยบริการ</translation>
    </message>
    <message>
        <source>A secret among its further parameters was left out: it could not be kept.</source>
        <translation>ค่าที่เป็นความลับในพารามิเตอร์เพิ่มเติมถูกตัดออก เพราะเก็บไว้ไม่ได้</translation>
    </message>
    <message>
        <source>Look at it, then test the connection.</source>
        <translation>ตรวจดูค่าที่ได้ แล้วทดสอบการเชื่อมต่อ</translation>
    </message>
    <message>
        <source>The file names no database: %1</source>
        <translation>ไฟล์ไม่ได้ระบุฐานข้อมูล: %1</translation>
    </message>
    <message>
        <source>It has to set DATABASE_HOST, DATABASE_NAME and so on, or POSTGRES_HOST, POSTGRES_DB and so on.</source>
        <translation>ไฟล์ต้องกำหนด DATABASE_HOST, DATABASE_NAME เป็นต้น หรือ POSTGRES_HOST, POSTGRES_DB เป็นต้น</translation>
    </message>
    <message>
        <source>The connection was taken over from: %1</source>
        <translation>นำการเชื่อมต่อมาแล้วจาก: %1</translation>
    </message>
    <message>
        <source>The keychain is asked; it may want its own password.</source>
        <translation>กำลังติดต่อพวงกุญแจ ซึ่งอาจถามรหัสผ่านของพวงกุญแจเอง</translation>
    </message>
    <message>
        <source>The connection was taken over from the clipboard.</source>
        <translation>นำการเชื่อมต่อมาจากคลิปบอร์ดแล้ว</translation>
    </message>
    <message>
        <source>%1: superuser, may do everything</source>
        <translation>%1: superuser ทำได้ทุกอย่าง</translation>
    </message>
    <message>
        <source>%1: may create schemas and tables</source>
        <translation>%1: สร้างสคีมาและตารางได้</translation>
    </message>
    <message>
        <source>%1: may create tables, but no schemas</source>
        <translation>%1: สร้างตารางได้ แต่สร้างสคีมาไม่ได้</translation>
    </message>
    <message>
        <source>%1: may not create anything here</source>
        <translation>%1: ไม่มีสิทธิ์สร้างสิ่งใดที่นี่</translation>
    </message>
    <message>
        <source>yes, in transaction mode</source>
        <translation>มี ในโหมด transaction</translation>
    </message>
    <message>
        <source>yes, in session mode</source>
        <translation>มี ในโหมด session</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ไม่มี</translation>
    </message>
    <message>
        <source>standby: can be read only</source>
        <translation>สำรอง (standby): อ่านได้อย่างเดียว</translation>
    </message>
    <message>
        <source>primary, but set to read-only</source>
        <translation>หลัก (primary) แต่ตั้งเป็นอ่านอย่างเดียว</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>ยกเลิกการทดสอบแล้ว</translation>
    </message>
    <message>
        <source>Trying: %1</source>
        <translation>กำลังลองเชื่อมต่อ: %1</translation>
    </message>
    <message>
        <source>The database was reached.</source>
        <translation>เชื่อมต่อกับฐานข้อมูลได้แล้ว</translation>
    </message>
    <message>
        <source>The database was reached, but it cannot be upgraded this way.</source>
        <translation>เชื่อมต่อกับฐานข้อมูลได้ แต่อัปเกรดด้วยการเชื่อมต่อนี้ไม่ได้</translation>
    </message>
    <message>
        <source>Looking at it is possible all the same.</source>
        <translation>ยังเปิดดูข้อมูลได้ตามปกติ</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>ฐานข้อมูล</translation>
    </message>
    <message>
        <source>Connection pooler</source>
        <translation>ตัวรวมการเชื่อมต่อ (pooler)</translation>
    </message>
    <message>
        <source>Environment in the database</source>
        <translation>ประเภทที่บันทึกในฐานข้อมูล</translation>
    </message>
    <message>
        <source>none is stored yet</source>
        <translation>ยังไม่ได้บันทึกไว้</translation>
    </message>
    <message>
        <source>Test of the connection</source>
        <translation>ผลการทดสอบการเชื่อมต่อ</translation>
    </message>
    <message>
        <source>Cancel the test</source>
        <translation>ยกเลิกการทดสอบ</translation>
    </message>
    <message>
        <source>Hospital name</source>
        <translation>ชื่อโรงพยาบาล</translation>
    </message>
    <message>
        <source>Name in English</source>
        <translation>ชื่อภาษาอังกฤษ</translation>
    </message>
    <message>
        <source>The site was saved, but its password could not be kept; it is asked for each time.</source>
        <translation>บันทึกหน่วยบริการแล้ว แต่เก็บรหัสผ่านไม่สำเร็จ โปรแกรมจะถามรหัสผ่านทุกครั้ง</translation>
    </message>
    <message>
        <source>The site was saved, but its password could not be removed from the keychain.</source>
        <translation>บันทึกหน่วยบริการแล้ว แต่นำรหัสผ่านออกจากพวงกุญแจไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Database server</source>
        <translation>เซิร์ฟเวอร์ฐานข้อมูล</translation>
    </message>
    <message>
        <source>Host and port</source>
        <translation>โฮสต์และพอร์ต</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>รหัสผ่าน</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>โฮสต์</translation>
    </message>
    <message>
        <source>A name or an address. Several hosts: a,b. A folder: its socket.</source>
        <translation>ชื่อหรือที่อยู่ของเซิร์ฟเวอร์ หากมีหลายโฮสต์ให้ใส่ a,b หากเป็นโฟลเดอร์หมายถึงซ็อกเก็ตในโฟลเดอร์นั้น</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>พอร์ต</translation>
    </message>
    <message>
        <source>One port for all hosts, or one for each: 5432,5433.</source>
        <translation>พอร์ตเดียวสำหรับทุกโฮสต์ หรือพอร์ตละโฮสต์: 5432,5433</translation>
    </message>
    <message>
        <source>as it is kept in the keychain</source>
        <translation>ตามที่เก็บไว้ในพวงกุญแจ</translation>
    </message>
    <message>
        <source>Keep the password in the system&apos;s keychain</source>
        <translation>เก็บรหัสผ่านไว้ในพวงกุญแจของระบบ</translation>
    </message>
    <message>
        <source>Else it is asked for each time the site is opened.</source>
        <translation>หากไม่เก็บ โปรแกรมจะถามทุกครั้งที่เปิดหน่วยบริการ</translation>
    </message>
    <message>
        <source>The host field holds a whole URL.</source>
        <translation>ในช่องโฮสต์เป็น URL ทั้งบรรทัด</translation>
    </message>
    <message>
        <source>Copy the URL and press the button for pasting a connection URL.</source>
        <translation>คัดลอก URL แล้วกดปุ่มวาง URL การเชื่อมต่อ</translation>
    </message>
    <message>
        <source>The port is not valid.</source>
        <translation>พอร์ตไม่ถูกต้อง</translation>
    </message>
    <message>
        <source>Never encrypt (disable)</source>
        <translation>ไม่เข้ารหัสลับ (disable)</translation>
    </message>
    <message>
        <source>Only where the server insists (allow)</source>
        <translation>เฉพาะเมื่อเซิร์ฟเวอร์บังคับ (allow)</translation>
    </message>
    <message>
        <source>Where the server offers it (prefer)</source>
        <translation>เมื่อเซิร์ฟเวอร์รองรับ (prefer)</translation>
    </message>
    <message>
        <source>Always encrypt (require)</source>
        <translation>เข้ารหัสลับเสมอ (require)</translation>
    </message>
    <message>
        <source>Always, and check the issuer of the certificate (verify-ca)</source>
        <translation>เข้ารหัสลับเสมอ และตรวจสอบผู้ออกใบรับรอง (verify-ca)</translation>
    </message>
    <message>
        <source>Always, and check issuer and host name (verify-full)</source>
        <translation>เข้ารหัสลับเสมอ ตรวจสอบผู้ออกใบรับรองและชื่อโฮสต์ (verify-full)</translation>
    </message>
    <message>
        <source>Encryption (TLS)</source>
        <translation>การเข้ารหัสลับ (TLS)</translation>
    </message>
    <message>
        <source>TLS mode</source>
        <translation>โหมด TLS</translation>
    </message>
    <message>
        <source>Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)</source>
        <translation>ใบรับรองและคีย์ (*.pem *.crt *.cer *.key);;ทุกไฟล์ (*)</translation>
    </message>
    <message>
        <source>Root certificate</source>
        <translation>ใบรับรองราก</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>ใบรับรองของเครื่องนี้</translation>
    </message>
    <message>
        <source>Client key</source>
        <translation>คีย์ของเครื่องนี้</translation>
    </message>
    <message>
        <source>Run started</source>
        <translation>เริ่มดำเนินการ</translation>
    </message>
    <message>
        <source>Lock taken</source>
        <translation>ได้ล็อกแล้ว</translation>
    </message>
    <message>
        <source>Transaction started</source>
        <translation>เริ่มทรานแซกชัน</translation>
    </message>
    <message>
        <source>Step started</source>
        <translation>เริ่มขั้นตอน</translation>
    </message>
    <message>
        <source>Statement done</source>
        <translation>คำสั่ง SQL เสร็จสิ้น</translation>
    </message>
    <message>
        <source>Server notice</source>
        <translation>ข้อความจากเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Step done</source>
        <translation>ขั้นตอนเสร็จสิ้น</translation>
    </message>
    <message>
        <source>Step skipped</source>
        <translation>ข้ามขั้นตอน</translation>
    </message>
    <message>
        <source>Step failed</source>
        <translation>ขั้นตอนล้มเหลว</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>กำลังรอ</translation>
    </message>
    <message>
        <source>Trying again</source>
        <translation>กำลังลองใหม่</translation>
    </message>
    <message>
        <source>Committed</source>
        <translation>บันทึกถาวรแล้ว</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>ย้อนคืนแล้ว</translation>
    </message>
    <message>
        <source>Lock released</source>
        <translation>ปลดล็อกแล้ว</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>ข้อความ</translation>
    </message>
    <message>
        <source>Run finished</source>
        <translation>สิ้นสุดการดำเนินการ</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>ข้อความ</translation>
    </message>
    <message>
        <source>(a row without a name)</source>
        <translation>(แถวที่ไม่มีชื่อ)</translation>
    </message>
    <message>
        <source>It is recorded in this database and in none of the files of this pack.</source>
        <translation>มีบันทึกอยู่ในฐานข้อมูลนี้ แต่ไม่มีอยู่ในไฟล์ใดของชุดโมดูลนี้</translation>
    </message>
    <message>
        <source>It is recorded under several names: %1</source>
        <translation>ถูกบันทึกไว้หลายชื่อ: %1</translation>
    </message>
    <message>
        <source>Another program applied it and did not say who used it.</source>
        <translation>โปรแกรมอื่นเป็นผู้ดำเนินการ และไม่ได้ระบุว่าใครเป็นผู้ใช้</translation>
    </message>
    <message>
        <source>Applied at</source>
        <translation>ดำเนินการเมื่อ</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>เวลาที่ใช้</translation>
    </message>
    <message>
        <source>Applied by</source>
        <translation>ดำเนินการโดย</translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n migration(s)</source>
        <translation>
            <numerusform>อัปเกรดหน่วยบริการ: ปรับโครงสร้าง %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n seed(s)</source>
        <translation>
            <numerusform>อัปเกรดหน่วยบริการ: ข้อมูลตั้งต้น %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>Upgrade site: %1 and %2</source>
        <translation>อัปเกรดหน่วยบริการ: %1 และ %2</translation>
    </message>
    <message numerus="yes">
        <source>Upgrade module %1: %n migration(s)</source>
        <translation>
            <numerusform>อัปเกรดโมดูล %1: ปรับโครงสร้าง %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back in module %1: %n migration(s)</source>
        <translation>
            <numerusform>ย้อนคืนในโมดูล %1: %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load reference data of module %1: %n seed(s)</source>
        <translation>
            <numerusform>โหลดข้อมูลตั้งต้นของโมดูล %1: %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>Release the lock of module %1</source>
        <translation>ปลดล็อกของโมดูล %1</translation>
    </message>
    <message>
        <source>It runs without a transaction: what it did stays if it fails.</source>
        <translation>ดำเนินการนอกทรานแซกชัน หากล้มเหลว สิ่งที่ทำไปแล้วจะยังคงอยู่</translation>
    </message>
    <message>
        <source>Reference data</source>
        <translation>ข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>Upgrade site</source>
        <translation>อัปเกรดหน่วยบริการ</translation>
    </message>
    <message>
        <source>Each seed is a transaction of its own: what is loaded stays if a later seed fails.</source>
        <translation>ข้อมูลตั้งต้นแต่ละรายการเป็นทรานแซกชันแยกกัน: รายการที่โหลดแล้วจะคงอยู่แม้รายการต่อมาล้มเหลว</translation>
    </message>
    <message>
        <source>The seeds follow, each as a transaction of its own.</source>
        <translation>จากนั้นโหลดข้อมูลตั้งต้น แต่ละรายการเป็นทรานแซกชันแยกกัน</translation>
    </message>
    <message>
        <source>Only the lock is released; tables and rows stay as they are.</source>
        <translation>ปลดล็อกเท่านั้น ตารางและข้อมูลคงเดิม</translation>
    </message>
    <message>
        <source>Only what the database says of itself changes; tables and rows stay as they are.</source>
        <translation>เปลี่ยนเฉพาะสิ่งที่ฐานข้อมูลระบุเกี่ยวกับตัวเอง ตารางและข้อมูลคงเดิม</translation>
    </message>
    <message>
        <source>Rolling back drops what these migrations made, with everything that was entered in it since.</source>
        <translation>การย้อนคืนจะลบสิ่งที่รายการเหล่านี้สร้างไว้ รวมทั้งข้อมูลทั้งหมดที่บันทึกไว้หลังจากนั้น</translation>
    </message>
    <message>
        <source>If another upgrade is still running, the two would work at the same time and damage the site.</source>
        <translation>หากยังมีการอัปเกรดอื่นดำเนินการอยู่ ทั้งสองจะทำงานพร้อมกันและทำให้ฐานข้อมูลเสียหาย</translation>
    </message>
    <message>
        <source>The site is no longer protected as a production site afterwards.</source>
        <translation>หลังจากนี้หน่วยบริการจะไม่ได้รับการป้องกันในฐานะระบบใช้งานจริงอีก</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>รอดำเนินการ</translation>
    </message>
    <message>
        <source>Migrations</source>
        <translation>รายการปรับโครงสร้าง</translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>รอดำเนินการ %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>เชื่อมต่อไม่ได้</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>ยังไม่ได้เข้าดู</translation>
    </message>
    <message>
        <source>State at the last visit</source>
        <translation>สถานะเมื่อเข้าดูล่าสุด</translation>
    </message>
    <message>
        <source>stops changes</source>
        <translation>ต้องแก้ไขก่อน</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 มิลลิวินาที</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>ยังไม่ได้เชื่อมต่อ</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>เชื่อมต่อ</translation>
    </message>
    <message>
        <source>The practice site is started on this computer; at the first time that takes a little while.</source>
        <translation>กำลังเริ่มระบบฝึกใช้งานในเครื่องนี้ ครั้งแรกอาจใช้เวลาสักครู่</translation>
    </message>
    <message>
        <source>Cancelling...</source>
        <translation>กำลังยกเลิก…</translation>
    </message>
    <message>
        <source>Connecting to the database...</source>
        <translation>กำลังเชื่อมต่อกับฐานข้อมูล…</translation>
    </message>
    <message>
        <source>The server asks for a password: %1</source>
        <translation>เซิร์ฟเวอร์ขอรหัสผ่าน: %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>ลองอีกครั้ง</translation>
    </message>
    <message>
        <source>Edit connection...</source>
        <translation>แก้ไขการเชื่อมต่อ...</translation>
    </message>
    <message>
        <source>Release lock...</source>
        <translation>ปลดล็อก...</translation>
    </message>
    <message>
        <source>Correct the site&apos;s profile...</source>
        <translation>แก้ไขข้อมูลหน่วยบริการ...</translation>
    </message>
    <message>
        <source>Change what the database says...</source>
        <translation>เปลี่ยนค่าที่บันทึกในฐานข้อมูล...</translation>
    </message>
    <message>
        <source>History</source>
        <translation>ประวัติ</translation>
    </message>
    <message>
        <source>The module has no seeds.</source>
        <translation>โมดูลนี้ไม่มีข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>Its seeds need the migrations that are pending.</source>
        <translation>ต้องปรับโครงสร้างรายการที่รออยู่ก่อน จึงจะโหลดข้อมูลตั้งต้นได้</translation>
    </message>
    <message>
        <source>Nothing is pending.</source>
        <translation>ไม่มีรายการที่รอดำเนินการ</translation>
    </message>
    <message>
        <source>Choose a migration that is pending.</source>
        <translation>เลือกรายการปรับโครงสร้างที่รอดำเนินการ</translation>
    </message>
    <message>
        <source>Nothing is applied.</source>
        <translation>ยังไม่มีรายการที่เสร็จสิ้น</translation>
    </message>
    <message>
        <source>Choose a migration that is applied; it stays.</source>
        <translation>เลือกรายการปรับโครงสร้างที่เสร็จสิ้นแล้ว รายการนั้นจะยังคงอยู่</translation>
    </message>
    <message>
        <source>No applied migration comes after it.</source>
        <translation>ไม่มีรายการที่เสร็จสิ้นต่อจากรายการนี้</translation>
    </message>
    <message>
        <source>The lock is not stuck.</source>
        <translation>ล็อกไม่ได้ค้าง</translation>
    </message>
    <message>
        <source>Choose a module.</source>
        <translation>เลือกโมดูล</translation>
    </message>
    <message numerus="yes">
        <source>Run %n pending...</source>
        <translation>
            <numerusform>ดำเนินการ %n รายการที่รออยู่...</numerusform>
        </translation>
    </message>
    <message>
        <source>Run pending...</source>
        <translation>ดำเนินการรายการที่รออยู่...</translation>
    </message>
    <message>
        <source>Run up to here...</source>
        <translation>ดำเนินการถึงรายการนี้...</translation>
    </message>
    <message>
        <source>Roll back last batch...</source>
        <translation>ย้อนคืนชุดล่าสุด...</translation>
    </message>
    <message>
        <source>Roll back to here...</source>
        <translation>ย้อนคืนมาถึงรายการนี้...</translation>
    </message>
    <message>
        <source>Roll back all...</source>
        <translation>ย้อนคืนทั้งหมด...</translation>
    </message>
    <message>
        <source>Load seeds...</source>
        <translation>โหลดข้อมูลตั้งต้น...</translation>
    </message>
    <message>
        <source>%1, on %2</source>
        <translation>%1 เมื่อ %2</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>สคีมา</translation>
    </message>
    <message>
        <source>Not in this pack</source>
        <translation>ไม่มีในชุดโมดูลนี้</translation>
    </message>
    <message>
        <source>Last batch</source>
        <translation>ชุดล่าสุด</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 จาก %2</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>แสดง</translation>
    </message>
    <message>
        <source>Show the module: %1</source>
        <translation>แสดงโมดูล: %1</translation>
    </message>
    <message>
        <source>For a first installation only: it is left out where the module has data.</source>
        <translation>สำหรับการติดตั้งครั้งแรกเท่านั้น จะถูกข้ามหากโมดูลมีข้อมูลอยู่แล้ว</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>ปรับขึ้น</translation>
    </message>
    <message>
        <source>SQL</source>
        <translation>SQL</translation>
    </message>
    <message>
        <source>It runs in a transaction: if it fails, nothing of it stays.</source>
        <translation>ดำเนินการในทรานแซกชัน หากล้มเหลวจะไม่มีสิ่งใดค้างอยู่</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>สิ่งที่ต้องมีก่อน</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>หมายเหตุ</translation>
    </message>
    <message>
        <source>changed since it was applied</source>
        <translation>ถูกแก้ไขหลังดำเนินการ</translation>
    </message>
    <message>
        <source>The database does not say which file was applied.</source>
        <translation>ฐานข้อมูลไม่ได้ระบุว่าใช้ไฟล์ใดในการดำเนินการ</translation>
    </message>
    <message>
        <source>Another file of this name was applied.</source>
        <translation>ไฟล์ที่ใช้ดำเนินการเป็นคนละไฟล์กัน แม้ชื่อเดียวกัน</translation>
    </message>
    <message>
        <source>It is the file that was applied.</source>
        <translation>เป็นไฟล์เดียวกับที่ใช้ดำเนินการ</translation>
    </message>
    <message>
        <source>This file cannot be read</source>
        <translation>อ่านไฟล์นี้ไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>ย้อนคืน</translation>
    </message>
    <message>
        <source>Parts of the file</source>
        <translation>ส่วนต่าง&#xa0;ๆ ของไฟล์</translation>
    </message>
    <message>
        <source>It cannot be rolled back</source>
        <translation>ย้อนคืนไม่ได้</translation>
    </message>
    <message>
        <source>Its file has no &quot;migrate:down&quot; section.</source>
        <translation>ไฟล์ของรายการนี้ไม่มีส่วน “migrate:down”</translation>
    </message>
    <message>
        <source>Checksum (SHA-256)</source>
        <translation>ผลรวมตรวจสอบ (SHA-256)</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>ผลการเปรียบเทียบ</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>ทั้งหมด (%1)</translation>
    </message>
    <message>
        <source>Pending (%1)</source>
        <translation>รอดำเนินการ (%1)</translation>
    </message>
    <message>
        <source>Applied (%1)</source>
        <translation>เสร็จสิ้น (%1)</translation>
    </message>
    <message>
        <source>Need attention (%1)</source>
        <translation>ต้องตรวจสอบ (%1)</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>โมดูล</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>คอลัมน์</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>ข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>ตัวกรอง</translation>
    </message>
    <message>
        <source>Search migrations</source>
        <translation>ค้นหารายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>Search migrations (Ctrl+F)</source>
        <translation>ค้นหารายการปรับโครงสร้าง (Ctrl+F)</translation>
    </message>
    <message>
        <source>Parts of the module</source>
        <translation>ส่วนต่าง&#xa0;ๆ ของโมดูล</translation>
    </message>
    <message>
        <source>No seeds</source>
        <translation>ไม่มีข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>The module brings no reference data of its own.</source>
        <translation>โมดูลนี้ไม่มีข้อมูลตั้งต้นของตนเอง</translation>
    </message>
    <message>
        <source>The site is being read...</source>
        <translation>กำลังอ่านสถานะของฐานข้อมูล…</translation>
    </message>
    <message>
        <source>No modules</source>
        <translation>ไม่มีโมดูล</translation>
    </message>
    <message>
        <source>No module was found in the folders that the settings name.</source>
        <translation>ไม่พบโมดูลในโฟลเดอร์ที่ระบุไว้ในการตั้งค่า</translation>
    </message>
    <message>
        <source>Migrations (%1)</source>
        <translation>รายการปรับโครงสร้าง (%1)</translation>
    </message>
    <message>
        <source>Seeds (%1)</source>
        <translation>ข้อมูลตั้งต้น (%1)</translation>
    </message>
    <message>
        <source>What to do stands in the overview.</source>
        <translation>ดูสิ่งที่ควรทำได้ในหน้าภาพรวม</translation>
    </message>
    <message>
        <source>No migrations</source>
        <translation>ไม่มีรายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>The module brings none, and none is recorded.</source>
        <translation>โมดูลนี้ไม่มีรายการปรับโครงสร้าง และไม่มีรายการใดถูกบันทึกไว้</translation>
    </message>
    <message>
        <source>No migration fits</source>
        <translation>ไม่พบรายการที่ตรงกัน</translation>
    </message>
    <message>
        <source>None of them fits the filter and the search.</source>
        <translation>ไม่มีรายการใดตรงกับตัวกรองและคำค้นหา</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>แสดงทั้งหมด</translation>
    </message>
    <message>
        <source>No migration is chosen</source>
        <translation>ยังไม่ได้เลือกรายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>Choose one above to see what it does.</source>
        <translation>เลือกรายการด้านบนเพื่อดูว่ารายการนั้นทำอะไร</translation>
    </message>
    <message>
        <source>It is not in this pack</source>
        <translation>ไม่มีอยู่ในชุดโมดูลนี้</translation>
    </message>
    <message>
        <source>This database was upgraded with a newer or different module pack. Install that pack; until then you can look but not change.</source>
        <translation>ฐานข้อมูลนี้ถูกอัปเกรดด้วยชุดโมดูลที่ใหม่กว่าหรือต่างออกไป โปรดติดตั้งชุดโมดูลนั้น ก่อนหน้านั้นดูข้อมูลได้แต่เปลี่ยนแปลงไม่ได้</translation>
    </message>
    <message>
        <source>No seed is chosen</source>
        <translation>ยังไม่ได้เลือกข้อมูลตั้งต้น</translation>
    </message>
    <message numerus="yes">
        <source>Nothing is installed in this database yet: %n migration(s) pending.</source>
        <translation>
            <numerusform>ฐานข้อมูลนี้ยังไม่ได้ติดตั้งสิ่งใด รอปรับโครงสร้าง %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) pending in one module.</source>
        <translation>
            <numerusform>รอปรับโครงสร้าง %n รายการ ใน 1 โมดูล</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) pending in %1 modules.</source>
        <translation>
            <numerusform>รอปรับโครงสร้าง %n รายการ ใน %1 โมดูล</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs attention: %1</source>
        <translation>ต้องตรวจสอบ: %1</translation>
    </message>
    <message>
        <source>No module is there to compare with.</source>
        <translation>ไม่มีโมดูลให้เปรียบเทียบ</translation>
    </message>
    <message>
        <source>The site is up to date.</source>
        <translation>ฐานข้อมูลเป็นปัจจุบันแล้ว</translation>
    </message>
    <message>
        <source>What stops changes comes first; it is listed below.</source>
        <translation>ต้องแก้ไขสิ่งที่พบด้านล่างก่อน</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>ภาพรวม</translation>
    </message>
    <message>
        <source>Reads the state of the site again (F5)</source>
        <translation>อ่านสถานะของฐานข้อมูลใหม่ (F5)</translation>
    </message>
    <message>
        <source>Read: %1</source>
        <translation>อ่านเมื่อ: %1</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>เวอร์ชัน</translation>
    </message>
    <message>
        <source>The database says</source>
        <translation>ฐานข้อมูลระบุว่า</translation>
    </message>
    <message>
        <source>The connection is not encrypted.</source>
        <translation>การเชื่อมต่อไม่ได้เข้ารหัสลับ</translation>
    </message>
    <message>
        <source>%1 (superuser)</source>
        <translation>%1 (ผู้ดูแลระบบสูงสุด)</translation>
    </message>
    <message>
        <source>%1, set by %2 on %3</source>
        <translation>%1 กำหนดโดย %2 เมื่อ %3</translation>
    </message>
    <message>
        <source>It holds no environment yet; the first change stores it.</source>
        <translation>ยังไม่มีการบันทึกสภาพแวดล้อม จะบันทึกเมื่อมีการเปลี่ยนแปลงครั้งแรก</translation>
    </message>
    <message>
        <source>Reading...</source>
        <translation>กำลังอ่าน…</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>เรียกใหม่</translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n migration(s)...</source>
        <translation>
            <numerusform>อัปเกรดฐานข้อมูล: %n รายการ...</numerusform>
        </translation>
    </message>
    <message>
        <source>Upgrade site...</source>
        <translation>อัปเกรดฐานข้อมูล...</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>แผนการดำเนินการ</translation>
    </message>
    <message>
        <source>Not possible now: %1</source>
        <translation>ยังดำเนินการไม่ได้: %1</translation>
    </message>
    <message>
        <source>Making the plan...</source>
        <translation>กำลังจัดทำแผน…</translation>
    </message>
    <message>
        <source>The site is looked at; nothing is changed.</source>
        <translation>กำลังตรวจดูหน่วยบริการ โดยไม่เปลี่ยนแปลงสิ่งใด</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>ย้อนกลับ</translation>
    </message>
    <message>
        <source>Back (Esc); nothing is changed</source>
        <translation>ย้อนกลับ (Esc) โดยไม่เปลี่ยนแปลงสิ่งใด</translation>
    </message>
    <message>
        <source>Release the lock by force</source>
        <translation>บังคับปลดล็อก</translation>
    </message>
    <message>
        <source>Only if you are sure that no other upgrade is running anywhere: on no other computer, and not with knex.</source>
        <translation>เฉพาะเมื่อแน่ใจว่าไม่มีการอัปเกรดอื่นดำเนินการอยู่ที่ใด ทั้งบนคอมพิวเตอร์เครื่องอื่นและด้วย knex</translation>
    </message>
    <message>
        <source>Also load the seeds for a first installation</source>
        <translation>โหลดข้อมูลตั้งต้นสำหรับการติดตั้งครั้งแรกด้วย</translation>
    </message>
    <message>
        <source>Type the name of the site above first.</source>
        <translation>โปรดพิมพ์ชื่อหน่วยบริการด้านบนก่อน</translation>
    </message>
    <message>
        <source>Done by the program itself</source>
        <translation>โปรแกรมดำเนินการเอง</translation>
    </message>
    <message>
        <source>%1, from line %2</source>
        <translation>%1 ตั้งแต่บรรทัด %2</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) cannot be undone.</source>
        <translation>
            <numerusform>มี %n ขั้นตอนที่ย้อนคืนไม่ได้</numerusform>
        </translation>
    </message>
    <message>
        <source>Only a backup brings back what was there before.</source>
        <translation>มีเพียงชุดข้อมูลสำรองที่นำข้อมูลเดิมกลับมาได้</translation>
    </message>
    <message>
        <source>Step by step: a transaction for each migration</source>
        <translation>ทีละขั้นตอน: แยกทรานแซกชันสำหรับแต่ละรายการ</translation>
    </message>
    <message>
        <source>For servers that run out of lock memory. What has run stays if a later step fails.</source>
        <translation>สำหรับเซิร์ฟเวอร์ที่หน่วยความจำสำหรับล็อกไม่พอ สิ่งที่ดำเนินการแล้วจะคงอยู่แม้ขั้นตอนต่อมาล้มเหลว</translation>
    </message>
    <message>
        <source>Steps of the plan</source>
        <translation>ขั้นตอนของแผน</translation>
    </message>
    <message>
        <source>Notes (%1)</source>
        <translation>หมายเหตุ (%1)</translation>
    </message>
    <message>
        <source>Details of the plan</source>
        <translation>รายละเอียดของแผน</translation>
    </message>
    <message>
        <source>There is nothing to do</source>
        <translation>ไม่มีสิ่งที่ต้องทำ</translation>
    </message>
    <message>
        <source>This is a production site, and what is lost cannot be had back.</source>
        <translation>หน่วยบริการนี้เป็นระบบใช้งานจริง และสิ่งที่สูญหายจะนำกลับมาไม่ได้</translation>
    </message>
    <message>
        <source>To go on, type the name of the site: %1</source>
        <translation>หากต้องการดำเนินการต่อ โปรดพิมพ์ชื่อหน่วยบริการ: %1</translation>
    </message>
    <message>
        <source>To go on, type the name or the code of the site: %1 or %2</source>
        <translation>หากต้องการดำเนินการต่อ โปรดพิมพ์ชื่อหรือรหัสหน่วยบริการ: %1 หรือ %2</translation>
    </message>
    <message>
        <source>The server&apos;s own words</source>
        <translation>ข้อความเดิมจากเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>บันทึกรายงาน</translation>
    </message>
    <message>
        <source>PDF document (*.pdf);;Web page (*.html);;Data for programs (*.json)</source>
        <translation>เอกสาร PDF (*.pdf);;หน้าเว็บ (*.html);;ข้อมูลสำหรับโปรแกรม (*.json)</translation>
    </message>
    <message>
        <source>Saving...</source>
        <translation>กำลังบันทึก…</translation>
    </message>
    <message>
        <source>The report is saved: %1</source>
        <translation>บันทึกรายงานแล้ว: %1</translation>
    </message>
    <message>
        <source>Copied. Paste it into a message to the vendor.</source>
        <translation>คัดลอกแล้ว วางลงในข้อความถึงผู้พัฒนาระบบได้</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>สิ่งที่เกิดขึ้น</translation>
    </message>
    <message>
        <source>%1, by %2, in %3</source>
        <translation>%1 โดย %2 ใช้เวลา %3</translation>
    </message>
    <message>
        <source>This upgrade can be undone. What it made is dropped then, with everything that was entered in it since.</source>
        <translation>ย้อนคืนการอัปเกรดนี้ได้ โดยสิ่งที่สร้างไว้จะถูกลบ รวมทั้งข้อมูลทั้งหมดที่บันทึกไว้หลังจากนั้น</translation>
    </message>
    <message>
        <source>Roll back this upgrade...</source>
        <translation>ย้อนคืนการอัปเกรดนี้…</translation>
    </message>
    <message>
        <source>Save report...</source>
        <translation>บันทึกรายงาน…</translation>
    </message>
    <message>
        <source>Copy for support</source>
        <translation>คัดลอกให้ฝ่ายสนับสนุน</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>แสดงบันทึกการทำงาน</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>ยกเลิกแล้ว</translation>
    </message>
    <message>
        <source>Steps of the run</source>
        <translation>ขั้นตอนของการดำเนินการ</translation>
    </message>
    <message>
        <source>The migrations are done and stay. Of the reference data, %1 of %2 seeds are loaded.</source>
        <translation>การปรับโครงสร้างเสร็จสิ้นและคงอยู่ ข้อมูลตั้งต้นโหลดแล้ว %1 จาก %2 รายการ</translation>
    </message>
    <message>
        <source>The log does not hold: %1</source>
        <translation>ไม่พบในบันทึกการทำงาน: %1</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>บันทึกไฟล์บันทึกการทำงาน</translation>
    </message>
    <message>
        <source>Log files (*.log *.txt)</source>
        <translation>ไฟล์บันทึกการทำงาน (*.log *.txt)</translation>
    </message>
    <message>
        <source>The log is saved: %1</source>
        <translation>บันทึกไฟล์บันทึกการทำงานแล้ว: %1</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>ค้นหาในบันทึกการทำงาน</translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation>ผลการค้นหาก่อนหน้า</translation>
    </message>
    <message>
        <source>Previous hit (Shift+F3)</source>
        <translation>ผลการค้นหาก่อนหน้า (Shift+F3)</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>ผลการค้นหาถัดไป</translation>
    </message>
    <message>
        <source>Next hit (F3)</source>
        <translation>ผลการค้นหาถัดไป (F3)</translation>
    </message>
    <message>
        <source>Only hits</source>
        <translation>เฉพาะที่พบ</translation>
    </message>
    <message>
        <source>Show only the lines that hold the text</source>
        <translation>แสดงเฉพาะบรรทัดที่มีข้อความนี้</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>ล่าสุด</translation>
    </message>
    <message>
        <source>Go to the newest line and follow the log again</source>
        <translation>ไปยังบรรทัดล่าสุดและติดตามบันทึกต่อ</translation>
    </message>
    <message>
        <source>Save log...</source>
        <translation>บันทึก log…</translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation>บันทึกการทำงานของการดำเนินการ</translation>
    </message>
    <message>
        <source>Elapsed: %1</source>
        <translation>เวลาที่ใช้ไป: %1</translation>
    </message>
    <message>
        <source>The run has ended.</source>
        <translation>การดำเนินการสิ้นสุดแล้ว</translation>
    </message>
    <message>
        <source>Looking at the site again and taking the lock...</source>
        <translation>กำลังตรวจดูหน่วยบริการอีกครั้งและขอล็อก…</translation>
    </message>
    <message>
        <source>Completing...</source>
        <translation>กำลังทำให้เสร็จสิ้น…</translation>
    </message>
    <message>
        <source>Steps done</source>
        <translation>ขั้นตอนที่เสร็จสิ้น</translation>
    </message>
    <message>
        <source>Stops the statement that runs and rolls back what is not committed</source>
        <translation>หยุดคำสั่งที่กำลังทำงาน และย้อนคืนสิ่งที่ยังไม่บันทึกถาวร</translation>
    </message>
    <message>
        <source>Back to the report</source>
        <translation>กลับไปที่รายงาน</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>การตั้งค่า</translation>
    </message>
    <message>
        <source>Choose a folder with modules</source>
        <translation>เลือกโฟลเดอร์ที่มีโมดูล</translation>
    </message>
    <message>
        <source>The modules that came with the program are used. A folder added here takes their place; it holds module folders, or is one.</source>
        <translation>ใช้โมดูลที่มากับโปรแกรม โฟลเดอร์ที่เพิ่มที่นี่จะใช้แทน โดยเป็นโฟลเดอร์ที่มีโฟลเดอร์โมดูล หรือเป็นโฟลเดอร์โมดูลเอง</translation>
    </message>
    <message>
        <source>Modules are looked for in these folders. Without any, those that came with the program are used.</source>
        <translation>ค้นหาโมดูลในโฟลเดอร์เหล่านี้ ถ้าไม่มีโฟลเดอร์ใด จะใช้โมดูลที่มากับโปรแกรม</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>ตามระบบ</translation>
    </message>
    <message>
        <source>As usual in the language</source>
        <translation>ตามปกติของภาษา</translation>
    </message>
    <message>
        <source>Buddhist Era (B.E.)</source>
        <translation>พุทธศักราช (พ.ศ.)</translation>
    </message>
    <message>
        <source>Common Era (C.E.)</source>
        <translation>คริสต์ศักราช (ค.ศ.)</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>สว่าง</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>มืด</translation>
    </message>
    <message>
        <source>Example: %1</source>
        <translation>ตัวอย่าง: %1</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>ตรวจสอบอีกครั้ง</translation>
    </message>
    <message>
        <source>The system keychain is being asked...</source>
        <translation>กำลังสอบถามพวงกุญแจของระบบ…</translation>
    </message>
    <message>
        <source>The system keychain is ready.</source>
        <translation>พวงกุญแจของระบบพร้อมใช้งาน</translation>
    </message>
    <message>
        <source>Passwords that you ask to keep are stored there, and nowhere else.</source>
        <translation>รหัสผ่านที่สั่งให้จำจะเก็บไว้ที่นั่นเท่านั้น</translation>
    </message>
    <message>
        <source>Language and dates</source>
        <translation>ภาษาและวันที่</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>รูปลักษณ์</translation>
    </message>
    <message>
        <source>Keychain</source>
        <translation>พวงกุญแจ</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>ภาษา</translation>
    </message>
    <message>
        <source>Years</source>
        <translation>ปี</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>ธีม</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>ขนาดตัวอักษร</translation>
    </message>
    <message>
        <source>Module folders</source>
        <translation>โฟลเดอร์โมดูล</translation>
    </message>
    <message>
        <source>Add folder...</source>
        <translation>เพิ่มโฟลเดอร์…</translation>
    </message>
    <message>
        <source>Remove folder</source>
        <translation>นำโฟลเดอร์ออก</translation>
    </message>
    <message>
        <source>No site yet</source>
        <translation>ยังไม่มีหน่วยบริการ</translation>
    </message>
    <message>
        <source>Add the database of your hospital, or try everything on a practice site on this computer first: nothing can be broken there.</source>
        <translation>เพิ่มฐานข้อมูลของโรงพยาบาล หรือลองทุกอย่างบนระบบฝึกใช้งานในเครื่องนี้ก่อน ซึ่งไม่มีสิ่งใดเสียหายได้</translation>
    </message>
    <message>
        <source>Add your site...</source>
        <translation>เพิ่มหน่วยบริการของคุณ...</translation>
    </message>
    <message>
        <source>Try on a practice site</source>
        <translation>ลองใช้ระบบฝึกใช้งาน</translation>
    </message>
    <message>
        <source>No site fits the search</source>
        <translation>ไม่พบหน่วยบริการที่ตรงกับการค้นหา</translation>
    </message>
    <message>
        <source>The name, the code, the connection and the state are searched.</source>
        <translation>ค้นหาจากชื่อ รหัส การเชื่อมต่อ และสถานะ</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>ล้างการค้นหา</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (สำเนา)</translation>
    </message>
    <message>
        <source>Remove a site</source>
        <translation>นำหน่วยบริการออก</translation>
    </message>
    <message>
        <source>Remove this site from the list: %1?</source>
        <translation>นำหน่วยบริการนี้ออกจากรายชื่อหรือไม่: %1</translation>
    </message>
    <message>
        <source>Its database stays as it is. Its entry in this list and its password in the keychain are removed; the history of its runs is kept.</source>
        <translation>ฐานข้อมูลไม่มีการเปลี่ยนแปลง รายการในรายชื่อนี้และรหัสผ่านในพวงกุญแจจะถูกนำออก ส่วนประวัติการดำเนินงานยังเก็บไว้</translation>
    </message>
    <message>
        <source>Its database stays as it is. Its entry in this list is removed; the history of its runs is kept.</source>
        <translation>ฐานข้อมูลไม่มีการเปลี่ยนแปลง รายการในรายชื่อนี้จะถูกนำออก ส่วนประวัติการดำเนินงานยังเก็บไว้</translation>
    </message>
    <message>
        <source>Remove site</source>
        <translation>นำหน่วยบริการออก</translation>
    </message>
    <message>
        <source>The site was removed, but its password is still in the keychain: %1</source>
        <translation>นำหน่วยบริการออกแล้ว แต่รหัสผ่านยังอยู่ในพวงกุญแจ: %1</translation>
    </message>
    <message>
        <source>Sites</source>
        <translation>หน่วยบริการ</translation>
    </message>
    <message>
        <source>Search the sites</source>
        <translation>ค้นหาหน่วยบริการ</translation>
    </message>
    <message>
        <source>Add site...</source>
        <translation>เพิ่มหน่วยบริการ...</translation>
    </message>
    <message>
        <source>Add a site to the list</source>
        <translation>เพิ่มหน่วยบริการลงในรายชื่อ</translation>
    </message>
    <message>
        <source>Add a site with the connection of the platform&apos;s .env file</source>
        <translation>เพิ่มหน่วยบริการโดยใช้การเชื่อมต่อจากไฟล์ .env ของระบบ</translation>
    </message>
    <message>
        <source>Open the practice site on this computer; it is made at the first time</source>
        <translation>เปิดระบบฝึกใช้งานในเครื่องนี้ (สร้างให้ในครั้งแรก)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>เปิด</translation>
    </message>
    <message>
        <source>Connect to the chosen site</source>
        <translation>เชื่อมต่อกับหน่วยบริการที่เลือก</translation>
    </message>
    <message>
        <source>Edit...</source>
        <translation>แก้ไข...</translation>
    </message>
    <message>
        <source>Change the chosen site&apos;s entry</source>
        <translation>แก้ไขข้อมูลของหน่วยบริการที่เลือก</translation>
    </message>
    <message>
        <source>Duplicate...</source>
        <translation>ทำสำเนา...</translation>
    </message>
    <message>
        <source>Add a site like the chosen one</source>
        <translation>เพิ่มหน่วยบริการโดยคัดลอกจากรายการที่เลือก</translation>
    </message>
    <message>
        <source>Remove...</source>
        <translation>นำออก...</translation>
    </message>
    <message>
        <source>Remove the chosen site from the list</source>
        <translation>นำหน่วยบริการที่เลือกออกจากรายชื่อ</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>ตาราง</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>หน้า %1 จาก %2</translation>
    </message>
    <message>
        <source>The report could not be saved as %1: %2</source>
        <translation>บันทึกรายงานไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>A file that was there before is unchanged.</source>
        <translation>หากมีไฟล์เดิมอยู่ก่อน ไฟล์นั้นไม่มีการเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>A report cannot be saved under this name: %1</source>
        <translation>บันทึกรายงานด้วยชื่อนี้ไม่ได้: %1</translation>
    </message>
    <message>
        <source>Let the name end in .pdf, .html or .json.</source>
        <translation>ชื่อไฟล์ต้องลงท้ายด้วย .pdf, .html หรือ .json</translation>
    </message>
    <message>
        <source>The log could not be saved: %1</source>
        <translation>บันทึกไฟล์บันทึกการทำงานไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Choose another folder: %1</source>
        <translation>โปรดเลือกโฟลเดอร์อื่น: %1</translation>
    </message>
    <message>
        <source>There is no connection to the site.</source>
        <translation>ไม่มีการเชื่อมต่อกับหน่วยบริการ</translation>
    </message>
    <message>
        <source>Connect again, then repeat what you wanted to do.</source>
        <translation>เชื่อมต่อใหม่ แล้วทำรายการที่ต้องการอีกครั้ง</translation>
    </message>
    <message>
        <source>The connection is being made.</source>
        <translation>กำลังเชื่อมต่อ</translation>
    </message>
    <message>
        <source>There is no connection to the server; connect again first.</source>
        <translation>ไม่ได้เชื่อมต่อกับเซิร์ฟเวอร์ โปรดเชื่อมต่อใหม่ก่อน</translation>
    </message>
    <message>
        <source>A run is going on; wait until it has ended.</source>
        <translation>มีการดำเนินงานอยู่ โปรดรอจนเสร็จสิ้น</translation>
    </message>
    <message>
        <source>The site was not read yet.</source>
        <translation>ยังไม่ได้อ่านสถานะของฐานข้อมูล</translation>
    </message>
    <message>
        <source>Hospital: %1</source>
        <translation>โรงพยาบาล: %1</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>การเชื่อมต่อ: %1</translation>
    </message>
    <message>
        <source>Check the server and the network, then connect again.</source>
        <translation>ตรวจสอบเซิร์ฟเวอร์และเครือข่าย แล้วเชื่อมต่อใหม่</translation>
    </message>
    <message>
        <source>Connecting again...</source>
        <translation>กำลังเชื่อมต่อใหม่…</translation>
    </message>
    <message>
        <source>What you see was read at %1. %2</source>
        <translation>ข้อมูลที่เห็นอ่านไว้เมื่อ %1 %2</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>เชื่อมต่อใหม่</translation>
    </message>
    <message>
        <source>Pages of this site</source>
        <translation>หน้าของหน่วยบริการนี้</translation>
    </message>
    <message>
        <source>Please wait</source>
        <translation>โปรดรอสักครู่</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>เลือก...</translation>
    </message>
    <message>
        <source>Choose a file: %1</source>
        <translation>เลือกไฟล์: %1</translation>
    </message>
    <message>
        <source>Hide the password</source>
        <translation>ซ่อนรหัสผ่าน</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>แสดงรหัสผ่าน</translation>
    </message>
    <message>
        <source>SQL text</source>
        <translation>ข้อความ SQL</translation>
    </message>
    <message>
        <source>Open the site of this name or code.</source>
        <translation>เปิดหน่วยบริการตามชื่อหรือรหัสนี้</translation>
    </message>
    <message>
        <source>Open the practice site.</source>
        <translation>เปิดระบบฝึกใช้งาน</translation>
    </message>
    <message>
        <source>Look for modules in this folder; may be repeated.</source>
        <translation>ค้นหาโมดูลในโฟลเดอร์นี้ ระบุซ้ำได้</translation>
    </message>
    <message>
        <source>The language: th or en.</source>
        <translation>ภาษา: th หรือ en</translation>
    </message>
    <message>
        <source>Open every page in both languages and themes, then quit.</source>
        <translation>เปิดทุกหน้าในทั้งสองภาษาและสองธีม แล้วออก</translation>
    </message>
    <message>
        <source>Unknown argument: %1</source>
        <translation>ไม่รู้จักอาร์กิวเมนต์: %1</translation>
    </message>
    <message>
        <source>Open sites</source>
        <translation>หน่วยบริการที่เปิดอยู่</translation>
    </message>
    <message>
        <source>A run is going on</source>
        <translation>กำลังดำเนินการอยู่</translation>
    </message>
    <message>
        <source>An operation is running on: %1</source>
        <translation>กำลังดำเนินการกับ: %1</translation>
    </message>
    <message>
        <source>Closing cancels it: what is not yet committed is rolled back, and the report is kept in the history. The program ends when the server has confirmed that.</source>
        <translation>การปิดจะยกเลิกการดำเนินการ สิ่งที่ยังไม่ยืนยันจะถูกย้อนคืน และรายงานจะเก็บไว้ในประวัติ โปรแกรมจะปิดเมื่อเซิร์ฟเวอร์ยืนยันแล้ว</translation>
    </message>
    <message>
        <source>Cancel the run and close</source>
        <translation>ยกเลิกการดำเนินการแล้วปิด</translation>
    </message>
    <message>
        <source>&amp;Site</source>
        <translation>หน่วยบริการ(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;List of sites</source>
        <translation>รายชื่อหน่วยบริการ(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Add site...</source>
        <translation>เพิ่มหน่วยบริการ(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Import from .env...</source>
        <translation>นำเข้าจาก .env(&amp;I)…</translation>
    </message>
    <message>
        <source>Open the &amp;practice site</source>
        <translation>เปิดระบบฝึกใช้งาน(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>เรียกใหม่(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Upgrade site...</source>
        <translation>อัปเกรดหน่วยบริการ(&amp;U)…</translation>
    </message>
    <message>
        <source>&amp;Close tab</source>
        <translation>ปิดแท็บ(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>ออก(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>มุมมอง(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Overview</source>
        <translation>ภาพรวม(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Modules</source>
        <translation>โมดูล(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Tables</source>
        <translation>ตาราง(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>ประวัติ(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>ภาษา(&amp;L)</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>ธีม(&amp;H)</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>ตามระบบ(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>สว่าง(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>มืด(&amp;D)</translation>
    </message>
    <message>
        <source>La&amp;rger text</source>
        <translation>ตัวอักษรใหญ่ขึ้น(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation>ตัวอักษรเล็กลง(&amp;M)</translation>
    </message>
    <message>
        <source>Usual text si&amp;ze</source>
        <translation>ขนาดตัวอักษรปกติ(&amp;Z)</translation>
    </message>
    <message>
        <source>S&amp;ettings</source>
        <translation>การตั้งค่า(&amp;E)</translation>
    </message>
    <message>
        <source>H&amp;elp</source>
        <translation>ช่วยเหลือ(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;About AegisX Site Manager</source>
        <translation>เกี่ยวกับ AegisX Site Manager(&amp;A)</translation>
    </message>
    <message>
        <source>Switch the language</source>
        <translation>สลับภาษา</translation>
    </message>
    <message>
        <source>Switch to the light theme</source>
        <translation>เปลี่ยนเป็นธีมสว่าง</translation>
    </message>
    <message>
        <source>Switch to the dark theme</source>
        <translation>เปลี่ยนเป็นธีมมืด</translation>
    </message>
    <message>
        <source>The report of this run cannot be read; it has no known value for: %1</source>
        <translation>อ่านรายงานของการดำเนินการนี้ไม่ได้ เพราะไม่มีค่าที่รู้จักสำหรับ: %1</translation>
    </message>
    <message>
        <source>Install the newest version of this program, then open it again.</source>
        <translation>ติดตั้งโปรแกรมนี้เวอร์ชันล่าสุด แล้วเปิดอีกครั้ง</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>คอมพิวเตอร์เครื่องนี้</translation>
    </message>
    <message>
        <source>%1 (this computer)</source>
        <translation>%1 (คอมพิวเตอร์เครื่องนี้)</translation>
    </message>
    <message>
        <source>The run is still going on, or it ended without saying how.</source>
        <translation>การดำเนินการยังไม่สิ้นสุด หรือสิ้นสุดโดยไม่ได้แจ้งผล</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>การดำเนินการ</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>ผลลัพธ์</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>คอมพิวเตอร์</translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s)</source>
        <translation>
            <numerusform>ปรับโครงสร้าง %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>ข้อมูลตั้งต้น %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>NULL: there is no value.</source>
        <translation>NULL: ไม่มีค่า</translation>
    </message>
    <message>
        <source>The value is too large to be shown.</source>
        <translation>ค่านี้ใหญ่เกินกว่าจะแสดงได้</translation>
    </message>
    <message>
        <source>Only the start of the value is shown.</source>
        <translation>แสดงเฉพาะส่วนต้นของค่า</translation>
    </message>
    <message>
        <source>identity, always</source>
        <translation>เลขประจำแถว กำหนดเสมอ</translation>
    </message>
    <message>
        <source>identity, by default</source>
        <translation>เลขประจำแถว กำหนดหากไม่ระบุ</translation>
    </message>
    <message>
        <source>generated: %1</source>
        <translation>คำนวณจาก: %1</translation>
    </message>
    <message>
        <source>may be NULL</source>
        <translation>เป็น NULL ได้</translation>
    </message>
    <message>
        <source>never NULL</source>
        <translation>ห้ามเป็น NULL</translation>
    </message>
    <message>
        <source>not usable</source>
        <translation>ใช้งานไม่ได้</translation>
    </message>
    <message>
        <source>primary key</source>
        <translation>คีย์หลัก</translation>
    </message>
    <message>
        <source>unique</source>
        <translation>ไม่ซ้ำกัน</translation>
    </message>
    <message>
        <source>index</source>
        <translation>ดัชนี</translation>
    </message>
    <message>
        <source>foreign key</source>
        <translation>คีย์นอก</translation>
    </message>
    <message>
        <source>check</source>
        <translation>ตรวจสอบค่า</translation>
    </message>
    <message>
        <source>exclusion</source>
        <translation>ห้ามซ้อนกัน</translation>
    </message>
    <message>
        <source>not null</source>
        <translation>ห้ามเป็น NULL</translation>
    </message>
    <message>
        <source>switched on</source>
        <translation>เปิดอยู่</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>ปิดอยู่</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>ชื่อ</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>ชนิดข้อมูล</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>ค่าเริ่มต้น</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>คำอธิบาย</translation>
    </message>
    <message>
        <source>Definition</source>
        <translation>คำนิยาม</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>ชนิด</translation>
    </message>
    <message>
        <source>program&apos;s own</source>
        <translation>ของโปรแกรม</translation>
    </message>
    <message>
        <source>tracking table</source>
        <translation>ตารางติดตามการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>partition</source>
        <translation>พาร์ทิชัน</translation>
    </message>
    <message>
        <source>table</source>
        <translation>ตาราง</translation>
    </message>
    <message>
        <source>partitioned table</source>
        <translation>ตารางที่แบ่งพาร์ทิชัน</translation>
    </message>
    <message>
        <source>view</source>
        <translation>วิว</translation>
    </message>
    <message>
        <source>materialized view</source>
        <translation>วิวที่เก็บข้อมูล</translation>
    </message>
    <message>
        <source>foreign table</source>
        <translation>ตารางภายนอก</translation>
    </message>
    <message>
        <source>This program keeps its own records of the site here.</source>
        <translation>โปรแกรมนี้เก็บบันทึกของตนเองเกี่ยวกับหน่วยบริการไว้ที่นี่</translation>
    </message>
    <message>
        <source>Here the database records which migrations are applied.</source>
        <translation>ฐานข้อมูลบันทึกไว้ที่นี่ว่าดำเนินการปรับโครงสร้างรายการใดไปแล้ว</translation>
    </message>
    <message>
        <source>Estimated by the server.</source>
        <translation>เซิร์ฟเวอร์ประมาณการไว้</translation>
    </message>
    <message>
        <source>The server has no estimate.</source>
        <translation>เซิร์ฟเวอร์ไม่มีค่าประมาณการ</translation>
    </message>
    <message>
        <source>It keeps no data of its own, or its size is not known.</source>
        <translation>ไม่ได้เก็บข้อมูลของตนเอง หรือไม่ทราบขนาด</translation>
    </message>
    <message>
        <source>Estimated: somebody holds a table locked at the moment.</source>
        <translation>โดยประมาณ: ขณะนี้มีผู้ล็อกตารางอยู่</translation>
    </message>
    <message>
        <source>With its indexes and long values.</source>
        <translation>รวมดัชนีและค่าที่ยาว</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>ขนาด</translation>
    </message>
    <message>
        <source>Successful (%1)</source>
        <translation>สำเร็จ (%1)</translation>
    </message>
    <message>
        <source>Not successful (%1)</source>
        <translation>ไม่สำเร็จ (%1)</translation>
    </message>
    <message>
        <source>The report is being read...</source>
        <translation>กำลังอ่านรายงาน…</translation>
    </message>
    <message>
        <source>Export the history</source>
        <translation>ส่งออกประวัติ</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>ตาราง (*.csv)</translation>
    </message>
    <message>
        <source>The history is saved: %1</source>
        <translation>บันทึกประวัติแล้ว: %1</translation>
    </message>
    <message>
        <source>No run fits</source>
        <translation>ไม่พบการดำเนินการที่ตรงกัน</translation>
    </message>
    <message>
        <source>The history is being read...</source>
        <translation>กำลังอ่านประวัติ…</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>ยังไม่มีการดำเนินการ</translation>
    </message>
    <message>
        <source>Every operation on this site will be listed here.</source>
        <translation>การดำเนินการทุกครั้งกับหน่วยบริการนี้จะแสดงที่นี่</translation>
    </message>
    <message>
        <source>There is no connection: only the runs from this computer are shown.</source>
        <translation>ไม่มีการเชื่อมต่อ: แสดงเฉพาะการดำเนินการจากคอมพิวเตอร์เครื่องนี้</translation>
    </message>
    <message>
        <source>There is no connection: the runs from other computers are those that were read before.</source>
        <translation>ไม่มีการเชื่อมต่อ: การดำเนินการจากคอมพิวเตอร์เครื่องอื่นเป็นข้อมูลที่อ่านไว้ก่อนหน้านี้</translation>
    </message>
    <message>
        <source>Open the report of this run (Enter)</source>
        <translation>เปิดรายงานของการดำเนินการนี้ (Enter)</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>ค้นหาประวัติ</translation>
    </message>
    <message>
        <source>Search the history (Ctrl+F)</source>
        <translation>ค้นหาประวัติ (Ctrl+F)</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>เปิดรายงาน</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>ส่งออก…</translation>
    </message>
    <message>
        <source>Save what is shown as a table (Ctrl+E)</source>
        <translation>บันทึกสิ่งที่แสดงอยู่เป็นตาราง (Ctrl+E)</translation>
    </message>
    <message>
        <source>Stop counting</source>
        <translation>หยุดนับ</translation>
    </message>
    <message>
        <source>Count exactly</source>
        <translation>นับจำนวนจริง</translation>
    </message>
    <message>
        <source>Reads the whole table, which takes a while where it is large.</source>
        <translation>อ่านทั้งตาราง ซึ่งใช้เวลาหากตารางมีขนาดใหญ่</translation>
    </message>
    <message>
        <source>The rows are being counted...</source>
        <translation>กำลังนับแถว…</translation>
    </message>
    <message>
        <source>Rows: %1, counted</source>
        <translation>จำนวนแถว: %1 (นับจริง)</translation>
    </message>
    <message>
        <source>Rows: about %1</source>
        <translation>จำนวนแถว: ประมาณ %1</translation>
    </message>
    <message>
        <source>Rows: not known</source>
        <translation>จำนวนแถว: ไม่ทราบ</translation>
    </message>
    <message>
        <source>Columns of the list of sites</source>
        <translation>คอลัมน์ของรายชื่อหน่วยบริการ</translation>
    </message>
    <message>
        <source>Columns (%1)</source>
        <translation>คอลัมน์ (%1)</translation>
    </message>
    <message>
        <source>Indexes (%1)</source>
        <translation>ดัชนี (%1)</translation>
    </message>
    <message>
        <source>Constraints (%1)</source>
        <translation>เงื่อนไขบังคับ (%1)</translation>
    </message>
    <message>
        <source>Triggers (%1)</source>
        <translation>ทริกเกอร์ (%1)</translation>
    </message>
    <message>
        <source>Indexes</source>
        <translation>ดัชนี</translation>
    </message>
    <message>
        <source>Constraints</source>
        <translation>เงื่อนไขบังคับ</translation>
    </message>
    <message>
        <source>Triggers</source>
        <translation>ทริกเกอร์</translation>
    </message>
    <message>
        <source>No columns</source>
        <translation>ไม่มีคอลัมน์</translation>
    </message>
    <message>
        <source>The table has no columns.</source>
        <translation>ตารางนี้ไม่มีคอลัมน์</translation>
    </message>
    <message>
        <source>No indexes</source>
        <translation>ไม่มีดัชนี</translation>
    </message>
    <message>
        <source>The server reads the whole table.</source>
        <translation>เซิร์ฟเวอร์ต้องอ่านทั้งตาราง</translation>
    </message>
    <message>
        <source>No constraints</source>
        <translation>ไม่มีเงื่อนไขบังคับ</translation>
    </message>
    <message>
        <source>The table takes any values.</source>
        <translation>ตารางนี้รับค่าใดก็ได้</translation>
    </message>
    <message>
        <source>No triggers</source>
        <translation>ไม่มีทริกเกอร์</translation>
    </message>
    <message>
        <source>Nothing happens by itself when rows are changed.</source>
        <translation>ไม่มีการทำงานอัตโนมัติเมื่อแถวเปลี่ยนแปลง</translation>
    </message>
    <message>
        <source>No table is chosen</source>
        <translation>ยังไม่ได้เลือกตาราง</translation>
    </message>
    <message>
        <source>Choose one to see what it is made of.</source>
        <translation>เลือกตารางเพื่อดูโครงสร้างของตาราง</translation>
    </message>
    <message>
        <source>Refresh the list</source>
        <translation>เรียกรายการใหม่</translation>
    </message>
    <message>
        <source>The table is being read...</source>
        <translation>กำลังอ่านตาราง…</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>แถวแรก</translation>
    </message>
    <message>
        <source>Parts of the table</source>
        <translation>ส่วนต่าง&#xa0;ๆ ของตาราง</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>หยุดแล้ว</translation>
    </message>
    <message>
        <source>The rows were not read to the end.</source>
        <translation>อ่านแถวยังไม่ครบ</translation>
    </message>
    <message>
        <source>Read the rows</source>
        <translation>อ่านแถว</translation>
    </message>
    <message>
        <source>No rows</source>
        <translation>ไม่มีแถว</translation>
    </message>
    <message>
        <source>The table is empty.</source>
        <translation>ตารางนี้ว่างเปล่า</translation>
    </message>
    <message>
        <source>The first rows are being read...</source>
        <translation>กำลังอ่านแถวแรก…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>หยุด</translation>
    </message>
    <message>
        <source>These are the first %1 rows; the table holds more.</source>
        <translation>แสดง %1 แถวแรก ตารางยังมีแถวมากกว่านี้</translation>
    </message>
    <message>
        <source>The user may not read these columns: %1</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์อ่านคอลัมน์เหล่านี้: %1</translation>
    </message>
    <message>
        <source>All tables (%1)</source>
        <translation>ตารางทั้งหมด (%1)</translation>
    </message>
    <message>
        <source>Schema %1 (%2)</source>
        <translation>สคีมา %1 (%2)</translation>
    </message>
    <message>
        <source>No table fits</source>
        <translation>ไม่พบตารางที่ตรงกัน</translation>
    </message>
    <message>
        <source>No tables</source>
        <translation>ไม่มีตาราง</translation>
    </message>
    <message>
        <source>The database is empty. Upgrading the site makes its tables.</source>
        <translation>ฐานข้อมูลว่างเปล่า การอัปเกรดหน่วยบริการจะสร้างตารางให้</translation>
    </message>
    <message>
        <source>The tables are being read...</source>
        <translation>กำลังอ่านรายการตาราง…</translation>
    </message>
    <message>
        <source>Search tables</source>
        <translation>ค้นหาตาราง</translation>
    </message>
    <message>
        <source>Search (Ctrl+F)</source>
        <translation>ค้นหา (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search tables (Ctrl+F)</source>
        <translation>ค้นหาตาราง (Ctrl+F)</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>วินาที</translation>
    </message>
    <message>
        <source>The history could not be saved as %1: %2</source>
        <translation>บันทึกประวัติเป็น %1 ไม่สำเร็จ: %2</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>กางออกแล้ว</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>พับไว้</translation>
    </message>
    <message>
        <source>The keychain is locked, or it no longer holds the password of this site. Unlock the keychain of your desktop and connect again, or type the password.</source>
        <translation>พวงกุญแจถูกล็อกอยู่ หรือไม่มีรหัสผ่านของหน่วยบริการนี้เก็บไว้แล้ว โปรดปลดล็อกพวงกุญแจของเดสก์ท็อปแล้วเชื่อมต่อใหม่ หรือพิมพ์รหัสผ่าน</translation>
    </message>
    <message>
        <source>It lacks labels: %1</source>
        <translation>ขาดค่าต่อไปนี้: %1</translation>
    </message>
    <message>
        <source>It has labels that no file of the module gives it: %1</source>
        <translation>มีค่าที่ไม่มีไฟล์ใดของโมดูลกำหนด: %1</translation>
    </message>
    <message>
        <source>recorded, but not there</source>
        <translation>บันทึกไว้ แต่ไม่มีอยู่จริง</translation>
    </message>
    <message>
        <source>there, but not recorded</source>
        <translation>มีอยู่จริง แต่ไม่ได้บันทึก</translation>
    </message>
    <message>
        <source>half there</source>
        <translation>มีอยู่เพียงบางส่วน</translation>
    </message>
    <message>
        <source>in the wrong schema</source>
        <translation>อยู่ผิดสคีมา</translation>
    </message>
    <message>
        <source>not done</source>
        <translation>ยังไม่ได้ดำเนินการ</translation>
    </message>
    <message>
        <source>half done</source>
        <translation>เสร็จเพียงบางส่วน</translation>
    </message>
    <message>
        <source>in another schema</source>
        <translation>อยู่ในสคีมาอื่น</translation>
    </message>
    <message>
        <source>data only</source>
        <translation>เฉพาะข้อมูล</translation>
    </message>
    <message>
        <source>cannot be told</source>
        <translation>บอกไม่ได้</translation>
    </message>
    <message>
        <source>there</source>
        <translation>มีอยู่</translation>
    </message>
    <message>
        <source>there, but different</source>
        <translation>มีอยู่แต่แตกต่าง</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>ขาดหาย</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>ไม่ได้ตรวจสอบ</translation>
    </message>
    <message>
        <source>schema</source>
        <translation>สคีมา</translation>
    </message>
    <message>
        <source>column</source>
        <translation>คอลัมน์</translation>
    </message>
    <message>
        <source>type</source>
        <translation>ชนิดข้อมูล</translation>
    </message>
    <message>
        <source>label</source>
        <translation>ค่าของชนิดข้อมูล</translation>
    </message>
    <message>
        <source>domain</source>
        <translation>โดเมน</translation>
    </message>
    <message>
        <source>sequence</source>
        <translation>ลำดับเลข</translation>
    </message>
    <message>
        <source>constraint</source>
        <translation>เงื่อนไขบังคับ</translation>
    </message>
    <message>
        <source>function</source>
        <translation>ฟังก์ชัน</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>ทริกเกอร์</translation>
    </message>
    <message>
        <source>extension</source>
        <translation>ส่วนขยาย</translation>
    </message>
    <message>
        <source>comment on</source>
        <translation>คำอธิบายของ</translation>
    </message>
    <message>
        <source>rights on</source>
        <translation>สิทธิ์ใน</translation>
    </message>
    <message>
        <source>%1 with %2, since %3, process %4</source>
        <translation>%1 ใช้ %2 ตั้งแต่ %3 โพรเซส %4</translation>
    </message>
    <message>
        <source>Held by a living run: %1. Its session: %2</source>
        <translation>การดำเนินงานที่ยังทำอยู่ถือล็อกนี้: %1 เซสชัน: %2</translation>
    </message>
    <message>
        <source>Held by a living run: %1</source>
        <translation>การดำเนินงานที่ยังทำอยู่ถือล็อกนี้: %1</translation>
    </message>
    <message>
        <source>Held by a living run.</source>
        <translation>การดำเนินงานที่ยังทำอยู่ถือล็อกนี้</translation>
    </message>
    <message>
        <source>There is no lock table yet; the first run makes it.</source>
        <translation>ยังไม่มีตารางล็อก การดำเนินงานครั้งแรกจะสร้างให้</translation>
    </message>
    <message>
        <source>Nobody holds it.</source>
        <translation>ไม่มีผู้ใดถือล็อกนี้</translation>
    </message>
    <message>
        <source>Its holder is gone, which is proven: %1. It can be released.</source>
        <translation>พิสูจน์ได้ว่าผู้ถือล็อกไม่อยู่แล้ว: %1 ปลดล็อกได้</translation>
    </message>
    <message>
        <source>The lock table holds %1 rows instead of one; the next run puts it right.</source>
        <translation>ตารางล็อกมี %1 แถวแทนที่จะมีแถวเดียว การดำเนินงานครั้งถัดไปจะแก้ไขให้</translation>
    </message>
    <message>
        <source>The database has no table, view, sequence, type or function of this name: %1</source>
        <translation>ฐานข้อมูลไม่มีตาราง วิว ลำดับเลข ชนิดข้อมูล หรือฟังก์ชันชื่อนี้: %1</translation>
    </message>
    <message>
        <source>Write it as schema.name; a function with its arguments, for example public.next_no(integer).</source>
        <translation>เขียนในรูป schema.name และฟังก์ชันให้เขียนพร้อมอาร์กิวเมนต์ เช่น public.next_no(integer)</translation>
    </message>
    <message>
        <source>This moves only together with its table: %1</source>
        <translation>สิ่งนี้ย้ายได้พร้อมกับตารางของมันเท่านั้น: %1</translation>
    </message>
    <message>
        <source>Move the table.</source>
        <translation>ย้ายตาราง</translation>
    </message>
    <message>
        <source>Several functions have this name: %1</source>
        <translation>มีหลายฟังก์ชันที่ใช้ชื่อนี้: %1</translation>
    </message>
    <message>
        <source>Write the arguments with it, for example public.next_no(integer).</source>
        <translation>เขียนอาร์กิวเมนต์ด้วย เช่น public.next_no(integer)</translation>
    </message>
    <message>
        <source>It may not be empty (NOT NULL), which the migration does not say.</source>
        <translation>ห้ามว่าง (NOT NULL) ทั้งที่รายการปรับโครงสร้างไม่ได้ระบุไว้</translation>
    </message>
    <message>
        <source>It may be empty, where the migration says NOT NULL.</source>
        <translation>ว่างได้ ทั้งที่รายการปรับโครงสร้างระบุว่า NOT NULL</translation>
    </message>
    <message>
        <source>The type is %1 instead of %2.</source>
        <translation>ชนิดข้อมูลเป็น %1 แทนที่จะเป็น %2</translation>
    </message>
    <message>
        <source>Another kind of object has this name.</source>
        <translation>ชื่อนี้เป็นของวัตถุชนิดอื่น</translation>
    </message>
    <message>
        <source>This is not the name of an object with its schema: %1</source>
        <translation>ข้อความนี้ไม่ใช่ชื่อของวัตถุพร้อมสคีมา: %1</translation>
    </message>
    <message>
        <source>Write it as schema.name, for example public.drugs; a function with its arguments, for example public.next_no(integer).</source>
        <translation>เขียนในรูป schema.name เช่น public.drugs และฟังก์ชันให้เขียนพร้อมอาร์กิวเมนต์ เช่น public.next_no(integer)</translation>
    </message>
    <message>
        <source>This is not the name of a schema: %1</source>
        <translation>ข้อความนี้ไม่ใช่ชื่อของสคีมา: %1</translation>
    </message>
    <message>
        <source>Write the schema&apos;s name alone, for example inventory.</source>
        <translation>เขียนเฉพาะชื่อสคีมา เช่น inventory</translation>
    </message>
    <message>
        <source>The check before the run says stop. %1</source>
        <translation>ผลตรวจสอบก่อนดำเนินการให้หยุด %1</translation>
    </message>
    <message>
        <source>How many rows will be lost cannot be counted, because the user may not read the table or another program holds it locked: %1</source>
        <translation>นับจำนวนแถวที่จะสูญเสียไม่ได้ เพราะผู้ใช้ไม่มีสิทธิ์อ่านตาราง หรือโปรแกรมอื่นล็อกตารางไว้: %1</translation>
    </message>
    <message>
        <source>Connect as the owner of the tables, or try again when they are free.</source>
        <translation>เชื่อมต่อในฐานะเจ้าของตาราง หรือลองอีกครั้งเมื่อตารางว่าง</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 และอีก %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>an unknown number of rows</source>
        <translation>ไม่ทราบจำนวนแถว</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n แถว</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n row(s)</source>
        <translation>
            <numerusform>ประมาณ %n แถว</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2; columns: %3.</source>
        <translation>%1: %2 คอลัมน์: %3</translation>
    </message>
    <message>
        <source>This is the list of migrations itself, or belongs to it; it stays where it is: %1</source>
        <translation>นี่คือรายการปรับโครงสร้างเอง หรือเป็นส่วนหนึ่งของรายการนั้น จึงต้องอยู่ที่เดิม: %1</translation>
    </message>
    <message>
        <source>knex and this program would not find it elsewhere and run every migration again.</source>
        <translation>หากอยู่ที่อื่น knex และโปรแกรมนี้จะไม่พบ และจะปรับโครงสร้างใหม่ทั้งหมด</translation>
    </message>
    <message>
        <source>Nothing is moved into or out of the schemas of the server and of this program: %1</source>
        <translation>ไม่ย้ายสิ่งใดเข้าหรือออกจากสคีมาของเซิร์ฟเวอร์และของโปรแกรมนี้: %1</translation>
    </message>
    <message>
        <source>Name a schema of the modules.</source>
        <translation>ระบุสคีมาของโมดูล</translation>
    </message>
    <message>
        <source>The database has no such schema: %1</source>
        <translation>ฐานข้อมูลไม่มีสคีมานี้: %1</translation>
    </message>
    <message>
        <source>Run the migration that creates the schema first, or correct the name.</source>
        <translation>ปรับโครงสร้างด้วยรายการที่สร้างสคีมานี้ก่อน หรือแก้ชื่อให้ถูกต้อง</translation>
    </message>
    <message>
        <source>The sequence %1 moves only together with its table: %2</source>
        <translation>ลำดับเลข %1 ย้ายได้พร้อมกับตารางของมันเท่านั้น: %2</translation>
    </message>
    <message>
        <source>Move the table; its sequence goes with it.</source>
        <translation>ย้ายตาราง แล้วลำดับเลขจะย้ายไปด้วย</translation>
    </message>
    <message>
        <source>%1 is a part of an extension: %2</source>
        <translation>%1 เป็นส่วนหนึ่งของส่วนขยาย: %2</translation>
    </message>
    <message>
        <source>An extension moves as a whole; ask the vendor.</source>
        <translation>ส่วนขยายต้องย้ายทั้งชุด โปรดสอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>The user may not move %1; its owner is: %2</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์ย้าย %1 เจ้าของคือ: %2</translation>
    </message>
    <message>
        <source>Connect as the owner, or as a member of that role.</source>
        <translation>เชื่อมต่อในฐานะเจ้าของ หรือสมาชิกของบทบาทนั้น</translation>
    </message>
    <message>
        <source>The user may not create anything in the schema: %1</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์สร้างสิ่งใดในสคีมา: %1</translation>
    </message>
    <message>
        <source>Ask for CREATE on the schema, or connect as its owner.</source>
        <translation>ขอสิทธิ์ CREATE ในสคีมานั้น หรือเชื่อมต่อในฐานะเจ้าของ</translation>
    </message>
    <message>
        <source>These users can use %1 now, and not after the move, as they may not use the schema %2: %3</source>
        <translation>ผู้ใช้เหล่านี้ใช้ %1 ได้ในขณะนี้ แต่หลังการย้ายจะใช้ไม่ได้ เพราะไม่มีสิทธิ์ใช้สคีมา %2: %3</translation>
    </message>
    <message>
        <source>Grant them USAGE on the schema: %1</source>
        <translation>ให้สิทธิ์ USAGE แก่ผู้ใช้เหล่านั้นในสคีมา: %1</translation>
    </message>
    <message>
        <source>To move %1, a name is needed that is taken in the schema: %2 %3</source>
        <translation>การย้าย %1 ต้องใช้ชื่อที่มีอยู่แล้วในสคีมา: %2 %3</translation>
    </message>
    <message>
        <source>Nothing is overwritten. Find out which of the two is needed; the other one has to be renamed first.</source>
        <translation>ไม่มีสิ่งใดถูกเขียนทับ ตรวจดูว่าต้องใช้สิ่งใด แล้วเปลี่ยนชื่ออีกสิ่งหนึ่งก่อน</translation>
    </message>
    <message>
        <source>Both tables are there, and neither is overwritten: %1 and %2.</source>
        <translation>มีอยู่ทั้งสองตาราง และไม่มีตารางใดถูกเขียนทับ: %1 และ %2</translation>
    </message>
    <message>
        <source>Only in %1: %2</source>
        <translation>มีเฉพาะใน %1: %2</translation>
    </message>
    <message>
        <source>Of another type: %1</source>
        <translation>ชนิดข้อมูลต่างกัน: %1</translation>
    </message>
    <message>
        <source>Both have the same columns.</source>
        <translation>ทั้งสองตารางมีคอลัมน์เหมือนกัน</translation>
    </message>
    <message>
        <source>Find out which of the two tables the hospital works with. The other one has to be renamed or removed first; ask the vendor.</source>
        <translation>ตรวจดูว่าโรงพยาบาลใช้ตารางใดอยู่ ต้องเปลี่ยนชื่อหรือนำอีกตารางหนึ่งออกก่อน โปรดสอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>The text of these functions names %1 with its schema and would fail after the move: %2</source>
        <translation>เนื้อหาของฟังก์ชันเหล่านี้ระบุ %1 พร้อมสคีมา และจะทำงานไม่สำเร็จหลังการย้าย: %2</translation>
    </message>
    <message>
        <source>The vendor must change the functions at the same time.</source>
        <translation>ผู้พัฒนาระบบต้องแก้ฟังก์ชันเหล่านี้ไปพร้อมกัน</translation>
    </message>
    <message>
        <source>The text of these functions names %1 without a schema, and their search_path would not find it after the move: %2</source>
        <translation>เนื้อหาของฟังก์ชันเหล่านี้ระบุ %1 โดยไม่มีสคีมา และหลังการย้ายจะหาไม่พบตาม search_path: %2</translation>
    </message>
    <message>
        <source>Add the schema to the search_path of the functions or of their users, or ask the vendor.</source>
        <translation>เพิ่มสคีมาใน search_path ของฟังก์ชันหรือของผู้ใช้ หรือสอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>The default of these columns names %1, or a sequence of its, as a text and would fail after the move: %2</source>
        <translation>ค่าเริ่มต้นของคอลัมน์เหล่านี้ระบุ %1 หรือลำดับเลขของมันเป็นข้อความ และจะทำงานไม่สำเร็จหลังการย้าย: %2</translation>
    </message>
    <message>
        <source>The vendor must change the defaults at the same time.</source>
        <translation>ผู้พัฒนาระบบต้องแก้ค่าเริ่มต้นเหล่านี้ไปพร้อมกัน</translation>
    </message>
    <message>
        <source>These are used by %1, stay in the schema %2 and keep working: %3</source>
        <translation>สิ่งเหล่านี้ถูกใช้โดย %1 จะอยู่ในสคีมา %2 ต่อไปและยังทำงานได้: %3</translation>
    </message>
    <message>
        <source>To move them as well, name them in the same move.</source>
        <translation>หากต้องการย้ายด้วย ให้ระบุในการย้ายครั้งเดียวกัน</translation>
    </message>
    <message>
        <source>Programs that name it without its schema need the schema %1 in their search_path.</source>
        <translation>โปรแกรมที่ระบุชื่อโดยไม่มีสคีมาต้องมีสคีมา %1 ใน search_path</translation>
    </message>
    <message>
        <source>%1 is in use now; the move waits until these sessions have ended their transactions: %2</source>
        <translation>%1 กำลังถูกใช้งาน การย้ายจะรอจนกว่าเซสชันเหล่านี้สิ้นสุดทรานแซกชัน: %2</translation>
    </message>
    <message>
        <source>Close the programs, or choose a quieter time. While the move waits, others wait behind it.</source>
        <translation>ปิดโปรแกรมเหล่านั้น หรือเลือกเวลาที่มีผู้ใช้น้อย ระหว่างที่การย้ายรออยู่ ผู้อื่นต้องรอต่อท้าย</translation>
    </message>
    <message>
        <source>With %1 go: %2</source>
        <translation>สิ่งที่ย้ายไปพร้อมกับ %1: %2</translation>
    </message>
    <message>
        <source>These refer to %1 itself and keep working: %2</source>
        <translation>สิ่งเหล่านี้อ้างอิงถึง %1 โดยตรงและยังทำงานได้: %2</translation>
    </message>
    <message>
        <source>These publications hold every table of a schema; the move changes whether %1 is replicated: %2</source>
        <translation>พับลิเคชันเหล่านี้รวมทุกตารางของสคีมา การย้ายจะเปลี่ยนว่า %1 ถูกทำสำเนาหรือไม่: %2</translation>
    </message>
    <message>
        <source>Look after the replication when the move is done.</source>
        <translation>ตรวจดูการทำสำเนาเมื่อย้ายเสร็จแล้ว</translation>
    </message>
    <message>
        <source>%1 holds %2; they are counted again before and after the move, and it is undone if a row is missing.</source>
        <translation>%1 มี %2 จะนับอีกครั้งก่อนและหลังการย้าย และหากแถวหายไปการย้ายจะถูกย้อนคืน</translation>
    </message>
    <message>
        <source>%1 holds %2, too many to be counted while it is locked: that the table keeps its file is checked instead.</source>
        <translation>%1 มี %2 ซึ่งมากเกินกว่าจะนับขณะที่ถูกล็อก จึงตรวจสอบแทนว่าตารางยังใช้ไฟล์เดิม</translation>
    </message>
    <message>
        <source>Both need the same name in the schema %1: %2 and %3</source>
        <translation>ทั้งสองสิ่งต้องใช้ชื่อเดียวกันในสคีมา %1: %2 และ %3</translation>
    </message>
    <message>
        <source>Only one of them can be moved there.</source>
        <translation>ย้ายไปที่นั่นได้เพียงสิ่งเดียว</translation>
    </message>
    <message>
        <source>While it moves, nobody can read or write (ACCESS EXCLUSIVE): %1</source>
        <translation>ระหว่างการย้าย ไม่มีใครอ่านหรือเขียนได้ (ACCESS EXCLUSIVE): %1</translation>
    </message>
    <message>
        <source>What names it outside this database cannot be known: programs, reports, scheduled jobs, foreign tables and views of other databases. This concerns: %1</source>
        <translation>ไม่อาจทราบได้ว่ามีสิ่งใดนอกฐานข้อมูลนี้ที่ระบุชื่อไว้ เช่น โปรแกรม รายงาน งานตามกำหนดเวลา ตารางภายนอก และวิวของฐานข้อมูลอื่น เกี่ยวข้องกับ: %1</translation>
    </message>
    <message>
        <source>Ask the vendor which programs name it with its schema.</source>
        <translation>สอบถามผู้พัฒนาระบบว่าโปรแกรมใดระบุชื่อพร้อมสคีมา</translation>
    </message>
    <message>
        <source>A later migration drops it again (%1): %2</source>
        <translation>รายการปรับโครงสร้างภายหลังลบทิ้งแล้ว (%1): %2</translation>
    </message>
    <message>
        <source>Still there: %1</source>
        <translation>ยังมีอยู่: %1</translation>
    </message>
    <message>
        <source>Gone: %1</source>
        <translation>ไม่มีแล้ว: %1</translation>
    </message>
    <message>
        <source>There: %1</source>
        <translation>มีอยู่: %1</translation>
    </message>
    <message>
        <source>There, but different: %1. %2</source>
        <translation>มีอยู่แต่แตกต่าง: %1 %2</translation>
    </message>
    <message>
        <source>In schema %1 instead: %2</source>
        <translation>กลับอยู่ในสคีมา %1: %2</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>ขาดหาย: %1</translation>
    </message>
    <message>
        <source>Not checked: %1</source>
        <translation>ไม่ได้ตรวจสอบ: %1</translation>
    </message>
    <message>
        <source>No migration of module %1 is named.</source>
        <translation>ไม่ได้ระบุรายการปรับโครงสร้างของโมดูล %1</translation>
    </message>
    <message>
        <source>Name them, or ask for all that the database proves.</source>
        <translation>ระบุชื่อ หรือเลือกทุกรายการที่ฐานข้อมูลยืนยันได้</translation>
    </message>
    <message>
        <source>A batch is a number from 1 on, not %1.</source>
        <translation>ชุด (batch) ต้องเป็นตัวเลขตั้งแต่ 1 ขึ้นไป ไม่ใช่ %1</translation>
    </message>
    <message>
        <source>Leave it out for the next batch.</source>
        <translation>ไม่ต้องระบุหากต้องการใช้ชุดถัดไป</translation>
    </message>
    <message>
        <source>%1 is not done: nothing that only it makes is there.</source>
        <translation>ยังไม่ได้ดำเนินการ ไม่พบสิ่งที่รายการนี้เท่านั้นสร้าง: %1</translation>
    </message>
    <message>
        <source>%1 is done: everything it makes is there.</source>
        <translation>เสร็จสิ้นแล้ว ทุกสิ่งที่รายการนี้สร้างมีอยู่ครบ: %1</translation>
    </message>
    <message>
        <source>%1 changes data only: there is nothing in the catalog to check.</source>
        <translation>รายการนี้เปลี่ยนเฉพาะข้อมูล จึงไม่มีโครงสร้างให้ตรวจสอบ: %1</translation>
    </message>
    <message>
        <source>The database does not prove that %1 is not done; it says: %2</source>
        <translation>ฐานข้อมูลยืนยันไม่ได้ว่ายังไม่ได้ดำเนินการ %1 ผลที่พบ: %2</translation>
    </message>
    <message>
        <source>The database does not prove that %1 is done; it says: %2</source>
        <translation>ฐานข้อมูลยืนยันไม่ได้ว่าเสร็จสิ้นแล้ว %1 ผลที่พบ: %2</translation>
    </message>
    <message>
        <source>If you know better, give a reason; the audit trail keeps it. Otherwise mend what the evidence names first.</source>
        <translation>หากคุณทราบข้อเท็จจริงที่แน่ชัดกว่า โปรดระบุเหตุผล ซึ่งจะเก็บไว้ในบันทึกการดำเนินงาน (audit trail) มิฉะนั้นให้แก้ไขสิ่งที่หลักฐานระบุก่อน</translation>
    </message>
    <message>
        <source>%1 changes rows as well; whether it did cannot be seen.</source>
        <translation>รายการนี้เปลี่ยนแถวข้อมูลด้วย ซึ่งตรวจสอบไม่ได้ว่าเปลี่ยนแล้วหรือไม่: %1</translation>
    </message>
    <message>
        <source>%1 is recorded as applied already.</source>
        <translation>บันทึกว่าเสร็จสิ้นอยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>%1 is not recorded as applied.</source>
        <translation>ไม่ได้บันทึกว่าเสร็จสิ้น: %1</translation>
    </message>
    <message>
        <source>No row was written or deleted.</source>
        <translation>ไม่มีการเพิ่มหรือลบแถวใด</translation>
    </message>
    <message>
        <source>The session was left alone.</source>
        <translation>ไม่ได้แตะต้องเซสชันนั้น</translation>
    </message>
    <message>
        <source>Process %1 belongs to a superuser (%2); only a superuser may stop it.</source>
        <translation>โพรเซส %1 เป็นของ superuser (%2) เฉพาะ superuser เท่านั้นที่หยุดได้</translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator.</source>
        <translation>โปรดติดต่อผู้ดูแลระบบของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>The user may not stop the sessions of %1.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์หยุดเซสชันของ %1</translation>
    </message>
    <message>
        <source>Connect as that user, or ask for: GRANT pg_signal_backend TO %1</source>
        <translation>เชื่อมต่อด้วยผู้ใช้นั้น หรือขอสิทธิ์: GRANT pg_signal_backend TO %1</translation>
    </message>
    <message>
        <source>The user may not see what process %1 does; it could be another one by the time it is stopped.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์ดูว่าโพรเซส %1 ทำอะไรอยู่ เมื่อถึงเวลาหยุดอาจเป็นเซสชันอื่นแล้ว</translation>
    </message>
    <message>
        <source>Connect as that user, or ask for: GRANT pg_read_all_stats TO %1</source>
        <translation>เชื่อมต่อด้วยผู้ใช้นั้น หรือขอสิทธิ์: GRANT pg_read_all_stats TO %1</translation>
    </message>
    <message>
        <source>Process %1 is this program&apos;s own session.</source>
        <translation>โพรเซส %1 คือเซสชันของโปรแกรมนี้เอง</translation>
    </message>
    <message>
        <source>Name the session that stands in the way.</source>
        <translation>โปรดระบุเซสชันที่ขวางอยู่</translation>
    </message>
    <message>
        <source>Process %1 is a part of the server, not somebody&apos;s session.</source>
        <translation>โพรเซส %1 เป็นส่วนหนึ่งของเซิร์ฟเวอร์ ไม่ใช่เซสชันของผู้ใด</translation>
    </message>
    <message>
        <source>Wait until it has done its work, or ask the server&apos;s administrator.</source>
        <translation>โปรดรอจนทำงานเสร็จ หรือติดต่อผู้ดูแลระบบของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Process %1 works in another database: %2</source>
        <translation>โพรเซส %1 ทำงานอยู่ในฐานข้อมูลอื่น: %2</translation>
    </message>
    <message>
        <source>Only sessions of the site&apos;s own database are stopped from here.</source>
        <translation>จากที่นี่หยุดได้เฉพาะเซสชันในฐานข้อมูลของหน่วยบริการ</translation>
    </message>
    <message>
        <source>It has no transaction open: nothing of its work is lost.</source>
        <translation>ไม่มีทรานแซกชันเปิดอยู่ งานจะไม่สูญหาย</translation>
    </message>
    <message>
        <source>It has a transaction open since %1 (%2 min).</source>
        <translation>มีทรานแซกชันเปิดอยู่ตั้งแต่ %1 (%2 นาที)</translation>
    </message>
    <message>
        <source>What it has not completed is rolled back; its user has to do it again.</source>
        <translation>สิ่งที่ยังทำไม่เสร็จจะถูกย้อนคืน ผู้ใช้ต้องทำใหม่</translation>
    </message>
    <message>
        <source>It is %1.</source>
        <translation>คือ %1</translation>
    </message>
    <message>
        <source>This session is a run that is going on in module %1.</source>
        <translation>เซสชันนี้คือการดำเนินงานที่กำลังทำอยู่ในโมดูล %1</translation>
    </message>
    <message>
        <source>Cancel it in the program that started it, if you can.</source>
        <translation>หากทำได้ โปรดยกเลิกในโปรแกรมที่เริ่มงานนั้น</translation>
    </message>
    <message>
        <source>The server has no process %1 any more.</source>
        <translation>เซิร์ฟเวอร์ไม่มีโพรเซส %1 แล้ว</translation>
    </message>
    <message>
        <source>Look again at who stands in the way.</source>
        <translation>โปรดดูอีกครั้งว่าผู้ใดขวางอยู่</translation>
    </message>
    <message>
        <source>Process %1 runs no statement now (%2): there is nothing to cancel.</source>
        <translation>ขณะนี้โพรเซส %1 ไม่ได้ทำคำสั่งใด (%2) จึงไม่มีสิ่งใดให้ยกเลิก</translation>
    </message>
    <message>
        <source>What it has open ends only with its session: end that instead.</source>
        <translation>สิ่งที่เปิดค้างไว้จะจบเมื่อเซสชันจบเท่านั้น โปรดจบเซสชันแทน</translation>
    </message>
    <message>
        <source>Wait until it has ended. If it hangs, first ask it to cancel its statement (process %1); only if that does not help, end its session.</source>
        <translation>โปรดรอจนเสร็จ หากค้าง ให้ขอยกเลิกคำสั่งก่อน (โพรเซส %1) หากไม่ได้ผลจึงจบเซสชัน</translation>
    </message>
    <message>
        <source>PostgreSQL %1, a primary server that can be written to.</source>
        <translation>PostgreSQL %1 เซิร์ฟเวอร์หลักที่เขียนได้</translation>
    </message>
    <message>
        <source>The user may not ask which cluster it is.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์ถามว่าเป็นคลัสเตอร์ใด</translation>
    </message>
    <message>
        <source>The cluster is %1.</source>
        <translation>คลัสเตอร์คือ %1</translation>
    </message>
    <message>
        <source>Right server</source>
        <translation>เซิร์ฟเวอร์ถูกต้อง</translation>
    </message>
    <message>
        <source>The database says: %1</source>
        <translation>ฐานข้อมูลระบุว่า: %1</translation>
    </message>
    <message>
        <source>Migration locks</source>
        <translation>ล็อกของการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>No other run holds a migration lock.</source>
        <translation>ไม่มีการดำเนินงานอื่นถือล็อก</translation>
    </message>
    <message>
        <source>Unknown migrations</source>
        <translation>รายการปรับโครงสร้างที่ไม่รู้จัก</translation>
    </message>
    <message>
        <source>Every recorded migration is in the modules.</source>
        <translation>ทุกรายการที่บันทึกไว้มีอยู่ในโมดูล</translation>
    </message>
    <message>
        <source>Duplicate records</source>
        <translation>บันทึกซ้ำ</translation>
    </message>
    <message>
        <source>No migration is recorded twice.</source>
        <translation>ไม่มีรายการใดถูกบันทึกซ้ำ</translation>
    </message>
    <message>
        <source>Module files</source>
        <translation>ไฟล์ของโมดูล</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) read; all of them can be run.</source>
        <translation>
            <numerusform>อ่าน %n ไฟล์ ใช้ดำเนินงานได้ทั้งหมด</numerusform>
        </translation>
    </message>
    <message>
        <source>Changed files</source>
        <translation>ไฟล์ที่เปลี่ยนไป</translation>
    </message>
    <message>
        <source>Changed since they were applied here, and in their meaning: %1</source>
        <translation>เปลี่ยนไปหลังจากดำเนินการที่นี่แล้ว และความหมายเปลี่ยน: %1</translation>
    </message>
    <message>
        <source>The site has what the older files said. Ask the vendor which of the two is right.</source>
        <translation>หน่วยบริการมีตามที่ไฟล์เดิมระบุ โปรดถามผู้พัฒนาระบบว่าไฟล์ใดถูกต้อง</translation>
    </message>
    <message>
        <source>The audit trail knows of no file to compare with.</source>
        <translation>บันทึกการดำเนินงานไม่มีไฟล์ให้เปรียบเทียบ</translation>
    </message>
    <message>
        <source>Objects of the modules</source>
        <translation>สิ่งที่โมดูลสร้างไว้</translation>
    </message>
    <message>
        <source>%1/%2 (%3)</source>
        <translation>%1/%2 (%3)</translation>
    </message>
    <message>
        <source>What is recorded and what is there agree, as far as it shows.</source>
        <translation>สิ่งที่บันทึกไว้และสิ่งที่มีอยู่ตรงกัน เท่าที่ตรวจสอบได้</translation>
    </message>
    <message>
        <source>What is recorded and what is there contradict each other: %1</source>
        <translation>สิ่งที่บันทึกไว้และสิ่งที่มีอยู่ขัดแย้งกัน: %1</translation>
    </message>
    <message>
        <source>Look at these migrations before anything is run: mark them, or move what stands in the wrong schema.</source>
        <translation>โปรดตรวจสอบรายการเหล่านี้ก่อนดำเนินการ: ทำเครื่องหมาย หรือย้ายสิ่งที่อยู่ผิดสคีมา</translation>
    </message>
    <message>
        <source>The user&apos;s rights</source>
        <translation>สิทธิ์ของผู้ใช้</translation>
    </message>
    <message>
        <source>The user may not make anything in: %1</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์สร้างสิ่งใดใน: %1</translation>
    </message>
    <message>
        <source>The user does not own what the run changes: %1</source>
        <translation>ผู้ใช้ไม่ได้เป็นเจ้าของสิ่งที่การดำเนินงานจะเปลี่ยน: %1</translation>
    </message>
    <message>
        <source>User %1 has every right that the run needs, as far as its files can be read.</source>
        <translation>ผู้ใช้ %1 มีสิทธิ์ครบตามที่การดำเนินงานต้องใช้ เท่าที่อ่านไฟล์ได้</translation>
    </message>
    <message>
        <source>Extensions</source>
        <translation>ส่วนขยาย</translation>
    </message>
    <message>
        <source>The server does not have: %1</source>
        <translation>เซิร์ฟเวอร์ไม่มี: %1</translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator to install the package that has them (postgresql-contrib).</source>
        <translation>โปรดขอให้ผู้ดูแลระบบของเซิร์ฟเวอร์ติดตั้งแพ็กเกจที่มีส่วนขยายเหล่านี้ (postgresql-contrib)</translation>
    </message>
    <message>
        <source>Only a superuser may create: %1</source>
        <translation>เฉพาะ superuser เท่านั้นที่สร้างได้: %1</translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator to create them in this database once: CREATE EXTENSION</source>
        <translation>โปรดขอให้ผู้ดูแลระบบของเซิร์ฟเวอร์สร้างในฐานข้อมูลนี้หนึ่งครั้ง: CREATE EXTENSION</translation>
    </message>
    <message>
        <source>The run needs none.</source>
        <translation>การดำเนินงานไม่ต้องใช้</translation>
    </message>
    <message>
        <source>All that the run needs are there: %1</source>
        <translation>มีครบตามที่การดำเนินงานต้องใช้: %1</translation>
    </message>
    <message>
        <source>Audit trail</source>
        <translation>บันทึกการดำเนินงาน (audit trail)</translation>
    </message>
    <message>
        <source>The user may not write the schema aegisx_site: the run leaves no trace in the database, only in this computer&apos;s history.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์เขียนสคีมา aegisx_site: การดำเนินงานจะไม่ถูกบันทึกในฐานข้อมูล มีเฉพาะในประวัติของคอมพิวเตอร์เครื่องนี้</translation>
    </message>
    <message>
        <source>Connect as the owner of the database, or ask for the rights that the documentation lists for aegisx_site.</source>
        <translation>โปรดเชื่อมต่อด้วยเจ้าของฐานข้อมูล หรือขอสิทธิ์ตามที่เอกสารระบุสำหรับ aegisx_site</translation>
    </message>
    <message>
        <source>The first run makes it, in the schema aegisx_site.</source>
        <translation>การดำเนินงานครั้งแรกจะสร้างไว้ในสคีมา aegisx_site</translation>
    </message>
    <message>
        <source>It is of an older version, and belongs to another user: this run leaves fewer facts there.</source>
        <translation>เป็นเวอร์ชันเก่าและเป็นของผู้ใช้อื่น: การดำเนินงานนี้จะบันทึกข้อมูลได้น้อยกว่า</translation>
    </message>
    <message>
        <source>Let the owner of the schema aegisx_site run the next upgrade.</source>
        <translation>โปรดให้เจ้าของสคีมา aegisx_site เป็นผู้อัปเกรดครั้งถัดไป</translation>
    </message>
    <message>
        <source>The run brings it to the current version.</source>
        <translation>การดำเนินงานจะปรับให้เป็นเวอร์ชันปัจจุบัน</translation>
    </message>
    <message>
        <source>The run is recorded in the schema aegisx_site.</source>
        <translation>การดำเนินงานจะถูกบันทึกในสคีมา aegisx_site</translation>
    </message>
    <message>
        <source>Thai text</source>
        <translation>ข้อความภาษาไทย</translation>
    </message>
    <message>
        <source>Thai text came back from the server as: %1</source>
        <translation>ข้อความภาษาไทยที่ได้กลับจากเซิร์ฟเวอร์คือ: %1</translation>
    </message>
    <message>
        <source>The database is in UTF-8, and Thai text came back as sent.</source>
        <translation>ฐานข้อมูลเป็น UTF-8 และข้อความภาษาไทยได้กลับมาเหมือนที่ส่งไป</translation>
    </message>
    <message>
        <source>No time limit is set for this user and database.</source>
        <translation>ไม่มีการกำหนดเวลาสูงสุดสำหรับผู้ใช้และฐานข้อมูลนี้</translation>
    </message>
    <message>
        <source>Set for this user and database, and set aside by a run for itself: %1</source>
        <translation>กำหนดไว้สำหรับผู้ใช้และฐานข้อมูลนี้ การดำเนินงานจะยกเว้นให้ตนเอง: %1</translation>
    </message>
    <message>
        <source>Lock memory</source>
        <translation>หน่วยความจำสำหรับล็อก</translation>
    </message>
    <message>
        <source>The server has room for about %1 locks (max_locks_per_transaction = %2); the run needs at most about %3 in one transaction.</source>
        <translation>เซิร์ฟเวอร์รับล็อกได้ประมาณ %1 รายการ (max_locks_per_transaction = %2) การดำเนินงานต้องใช้ในหนึ่งทรานแซกชันไม่เกินประมาณ %3 รายการ</translation>
    </message>
    <message>
        <source>Run it step by step, or ask the server&apos;s administrator for a higher max_locks_per_transaction.</source>
        <translation>โปรดดำเนินการทีละขั้นตอน หรือขอให้ผู้ดูแลระบบของเซิร์ฟเวอร์เพิ่ม max_locks_per_transaction</translation>
    </message>
    <message>
        <source>Other sessions</source>
        <translation>เซสชันอื่น</translation>
    </message>
    <message>
        <source>Nobody else is connected to the database.</source>
        <translation>ไม่มีผู้อื่นเชื่อมต่อกับฐานข้อมูลนี้</translation>
    </message>
    <message numerus="yes">
        <source>%n other session(s) in the database.</source>
        <translation>
            <numerusform>มีเซสชันอื่นในฐานข้อมูล %n เซสชัน</numerusform>
        </translation>
    </message>
    <message>
        <source>The oldest transaction has been open for %1 minutes: process %2, user %3, program &quot;%4&quot;.</source>
        <translation>ทรานแซกชันที่เก่าที่สุดเปิดมาแล้ว %1 นาที: โพรเซส %2 ผู้ใช้ %3 โปรแกรม “%4”</translation>
    </message>
    <message>
        <source>A run waits for it if both need the same table. Ask that its work be completed, or stop that session.</source>
        <translation>หากต้องใช้ตารางเดียวกัน การดำเนินงานจะต้องรอ โปรดขอให้ทำงานนั้นให้เสร็จ หรือหยุดเซสชันนั้น</translation>
    </message>
    <message>
        <source>The user may not see what those of other users are doing.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์ดูว่าเซสชันของผู้ใช้อื่นทำอะไรอยู่</translation>
    </message>
    <message>
        <source>None has been at work for long.</source>
        <translation>ไม่มีเซสชันใดทำงานค้างนาน</translation>
    </message>
    <message>
        <source>Replication</source>
        <translation>การทำสำเนาข้อมูล (replication)</translation>
    </message>
    <message>
        <source>%1 (%2 behind, %3)</source>
        <translation>%1 (ตามหลัง %2, %3)</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>เชื่อมต่อแล้ว</translation>
    </message>
    <message>
        <source>nobody is connected</source>
        <translation>ไม่มีผู้เชื่อมต่อ</translation>
    </message>
    <message>
        <source>The server has no replication slots.</source>
        <translation>เซิร์ฟเวอร์ไม่มี replication slot</translation>
    </message>
    <message>
        <source>Replication slots that do not follow: %1</source>
        <translation>replication slot ที่ตามไม่ทัน: %1</translation>
    </message>
    <message>
        <source>They keep what the run writes on the server&apos;s disk. Ask the server&apos;s administrator.</source>
        <translation>สิ่งที่การดำเนินงานเขียนจะค้างอยู่บนดิสก์ของเซิร์ฟเวอร์ โปรดติดต่อผู้ดูแลระบบของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Free disk</source>
        <translation>เนื้อที่ดิสก์ว่าง</translation>
    </message>
    <message>
        <source>It cannot be known from here: the server is another computer, or the user may not ask where its data is.</source>
        <translation>ไม่สามารถทราบได้จากที่นี่: เซิร์ฟเวอร์เป็นคอมพิวเตอร์เครื่องอื่น หรือผู้ใช้ไม่มีสิทธิ์ถามตำแหน่งข้อมูล</translation>
    </message>
    <message>
        <source>%1 are free where the server keeps its data (%2).</source>
        <translation>มีเนื้อที่ว่าง %1 ในตำแหน่งที่เซิร์ฟเวอร์เก็บข้อมูล (%2)</translation>
    </message>
    <message>
        <source>That is less than the database itself takes.</source>
        <translation>น้อยกว่าขนาดของฐานข้อมูลเอง</translation>
    </message>
    <message>
        <source>Make room: a run that rewrites a large table needs it twice.</source>
        <translation>โปรดเพิ่มเนื้อที่ว่าง: การเขียนตารางใหญ่ใหม่ต้องใช้เนื้อที่สองเท่า</translation>
    </message>
    <message>
        <source>Size and backup</source>
        <translation>ขนาดและข้อมูลสำรอง</translation>
    </message>
    <message>
        <source>The database takes %1. This program knows of no backup of it.</source>
        <translation>ฐานข้อมูลมีขนาด %1 โปรแกรมนี้ไม่ทราบว่ามีข้อมูลสำรอง</translation>
    </message>
    <message>
        <source>Make a backup before a change, and keep it on another computer.</source>
        <translation>โปรดสำรองข้อมูลก่อนการเปลี่ยนแปลง และเก็บไว้ที่คอมพิวเตอร์เครื่องอื่น</translation>
    </message>
    <message>
        <source>Clocks</source>
        <translation>นาฬิกา</translation>
    </message>
    <message>
        <source>The clocks of this computer and the server agree.</source>
        <translation>นาฬิกาของคอมพิวเตอร์เครื่องนี้และเซิร์ฟเวอร์ตรงกัน</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 seconds ahead of the server&apos;s.</source>
        <translation>นาฬิกาของคอมพิวเตอร์เครื่องนี้เร็วกว่าเซิร์ฟเวอร์ %1 วินาที</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is %1 seconds behind the server&apos;s.</source>
        <translation>นาฬิกาของคอมพิวเตอร์เครื่องนี้ช้ากว่าเซิร์ฟเวอร์ %1 วินาที</translation>
    </message>
    <message>
        <source>Set the wrong one right: the time of each migration is this computer&apos;s.</source>
        <translation>โปรดตั้งนาฬิกาที่ผิดให้ถูกต้อง: เวลาของแต่ละรายการมาจากคอมพิวเตอร์เครื่องนี้</translation>
    </message>
    <message>
        <source>All of them are valid.</source>
        <translation>ใช้ได้ทั้งหมด</translation>
    </message>
    <message>
        <source>Half-built, and used by nobody: %1</source>
        <translation>สร้างไม่เสร็จ และไม่มีผู้ใดใช้: %1</translation>
    </message>
    <message>
        <source>Drop them and make them anew; a CREATE INDEX CONCURRENTLY that failed left them behind.</source>
        <translation>โปรดลบและสร้างใหม่ CREATE INDEX CONCURRENTLY ที่ล้มเหลวทิ้งไว้</translation>
    </message>
    <message>
        <source>Prepared transactions</source>
        <translation>ทรานแซกชันที่เตรียมไว้ (prepared)</translation>
    </message>
    <message>
        <source>There are none.</source>
        <translation>ไม่มี</translation>
    </message>
    <message>
        <source>Left open by another program, with their locks: %1</source>
        <translation>โปรแกรมอื่นเปิดค้างไว้พร้อมล็อก: %1</translation>
    </message>
    <message>
        <source>Let that program complete them, or ask the server&apos;s administrator for ROLLBACK PREPARED.</source>
        <translation>ให้โปรแกรมนั้นทำให้เสร็จ หรือขอให้ผู้ดูแลระบบของเซิร์ฟเวอร์ใช้ ROLLBACK PREPARED</translation>
    </message>
    <message>
        <source>Rows of %1: %2 before, %3 after</source>
        <translation>จำนวนแถวก่อน %2 หลัง %3 ของ %1</translation>
    </message>
    <message>
        <source>Rows before</source>
        <translation>แถวก่อน</translation>
    </message>
    <message>
        <source>Rows after</source>
        <translation>แถวหลัง</translation>
    </message>
    <message>
        <source>In the plan</source>
        <translation>อยู่ในแผน</translation>
    </message>
    <message>
        <source>Rows that were lost</source>
        <translation>แถวที่สูญเสีย</translation>
    </message>
    <message>
        <source>The move was undone, as the rows before and after it do not agree (%1 and %2): %3</source>
        <translation>การย้ายถูกย้อนคืน เพราะจำนวนแถวก่อนและหลังไม่ตรงกัน (%1 และ %2): %3</translation>
    </message>
    <message>
        <source>The move was undone, as the table&apos;s file before and after it is not the same: %1</source>
        <translation>การย้ายถูกย้อนคืน เพราะไฟล์ของตารางก่อนและหลังไม่ใช่ไฟล์เดียวกัน: %1</translation>
    </message>
    <message>
        <source>Something in the database acts on the move, an event trigger for example. Send this report to the vendor.</source>
        <translation>มีบางสิ่งในฐานข้อมูลทำงานเมื่อมีการย้าย เช่น ทริกเกอร์เหตุการณ์ (event trigger) โปรดส่งรายงานนี้ให้ผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>Rows would have been lost of which the plan says nothing, so all of it was rolled back.</source>
        <translation>จะมีแถวสูญเสียโดยที่แผนไม่ได้แจ้งไว้ จึงย้อนคืนทั้งหมดแล้ว</translation>
    </message>
    <message>
        <source>%1: %2 rows before, %3 after</source>
        <translation>%1: ก่อน %2 แถว หลัง %3 แถว</translation>
    </message>
    <message>
        <source>%1: %2 rows before, %3 after, in step %4</source>
        <translation>%1: ก่อน %2 แถว หลัง %3 แถว ในขั้นตอน %4</translation>
    </message>
    <message>
        <source>Send this report to the vendor of the module: a file must not delete rows in a way that cannot be read beforehand.</source>
        <translation>ส่งรายงานนี้ให้ผู้พัฒนาระบบ ไฟล์ต้องไม่ลบแถวด้วยวิธีที่อ่านล่วงหน้าไม่ได้</translation>
    </message>
    <message>
        <source>A table is in use; everything was rolled back and is tried again (try %1 of %2).</source>
        <translation>มีตารางถูกใช้งานอยู่ ย้อนคืนทั้งหมดแล้วและกำลังลองใหม่ (ครั้งที่ %1 จาก %2)</translation>
    </message>
    <message>
        <source>Nothing to do: all of them are recorded.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ทุกรายการถูกบันทึกไว้แล้ว</translation>
    </message>
    <message>
        <source>Nothing to do: none of them is recorded.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ไม่มีรายการใดถูกบันทึกไว้</translation>
    </message>
    <message>
        <source>Nothing to do: everything stands in that schema.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ทุกสิ่งอยู่ในสคีมานั้นแล้ว</translation>
    </message>
    <message>
        <source>Nothing to do: the session is gone.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: เซสชันไม่อยู่แล้ว</translation>
    </message>
    <message>
        <source>Done: the session is gone; what it had not completed was rolled back.</source>
        <translation>เสร็จสิ้น: เซสชันจบแล้ว สิ่งที่ยังทำไม่เสร็จถูกย้อนคืนแล้ว</translation>
    </message>
    <message>
        <source>Done: its statement was cancelled.</source>
        <translation>เสร็จสิ้น: ยกเลิกคำสั่งแล้ว</translation>
    </message>
    <message>
        <source>A run that waited for it goes on by itself.</source>
        <translation>การดำเนินงานที่รออยู่จะทำต่อเอง</translation>
    </message>
    <message>
        <source>to the schema %1: %2</source>
        <translation>ไปยังสคีมา %1: %2</translation>
    </message>
    <message numerus="yes">
        <source>Done: %n object(s) moved; every row is there.</source>
        <translation>
            <numerusform>เสร็จสิ้น: ย้ายแล้ว %n รายการ ทุกแถวอยู่ครบ</numerusform>
        </translation>
    </message>
    <message>
        <source>If a program does not find something any more, move back %1</source>
        <translation>หากโปรแกรมหาสิ่งใดไม่พบ ให้ย้ายกลับ %1</translation>
    </message>
    <message>
        <source>Process %1 was asked to cancel its statement, and still runs it after %2 seconds.</source>
        <translation>ขอให้โพรเซส %1 ยกเลิกคำสั่งแล้ว แต่ผ่านไป %2 วินาทียังทำอยู่</translation>
    </message>
    <message>
        <source>Process %1 was told to end, and is still there after %2 seconds.</source>
        <translation>สั่งให้โพรเซส %1 จบแล้ว แต่ผ่านไป %2 วินาทียังอยู่</translation>
    </message>
    <message>
        <source>Look again in a moment; if it stays, end its session.</source>
        <translation>โปรดดูอีกครั้งในอีกสักครู่ หากยังอยู่ให้จบเซสชัน</translation>
    </message>
    <message>
        <source>Look again in a moment; if it stays, ask the server&apos;s administrator.</source>
        <translation>โปรดดูอีกครั้งในอีกสักครู่ หากยังอยู่ โปรดติดต่อผู้ดูแลระบบของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>Moving %1 failed: %2</source>
        <translation>ย้าย %1 ไม่สำเร็จ: %2</translation>
    </message>
    <message>
        <source>Somebody made an object of that name since the plan was made. Make a new plan: it shows both.</source>
        <translation>มีผู้สร้างวัตถุชื่อนี้หลังจากทำแผน ให้ทำแผนใหม่ แผนจะแสดงทั้งสองสิ่ง</translation>
    </message>
    <message>
        <source>the table is dropped</source>
        <translation>ลบตารางทั้งตาราง</translation>
    </message>
    <message>
        <source>the column is dropped</source>
        <translation>ลบคอลัมน์</translation>
    </message>
    <message>
        <source>the schema is dropped</source>
        <translation>ลบสคีมา</translation>
    </message>
    <message>
        <source>the type is dropped</source>
        <translation>ลบชนิดข้อมูล</translation>
    </message>
    <message>
        <source>the view is dropped</source>
        <translation>ลบวิว</translation>
    </message>
    <message>
        <source>the function is dropped</source>
        <translation>ลบฟังก์ชัน</translation>
    </message>
    <message>
        <source>the extension is dropped</source>
        <translation>ลบส่วนขยาย</translation>
    </message>
    <message>
        <source>everything a role owns is dropped</source>
        <translation>ลบทุกอย่างที่บทบาทหนึ่งเป็นเจ้าของ</translation>
    </message>
    <message>
        <source>the table is emptied</source>
        <translation>ล้างข้อมูลทั้งตาราง</translation>
    </message>
    <message>
        <source>all rows are deleted</source>
        <translation>ลบทุกแถว</translation>
    </message>
    <message>
        <source>some rows are deleted</source>
        <translation>ลบบางแถว</translation>
    </message>
    <message>
        <source>every value is overwritten</source>
        <translation>เขียนทับทุกค่า</translation>
    </message>
    <message>
        <source>the new type may hold less</source>
        <translation>ชนิดข้อมูลใหม่อาจเก็บได้น้อยลง</translation>
    </message>
    <message>
        <source>triggers and foreign keys are switched off</source>
        <translation>ปิดทริกเกอร์และคีย์นอก</translation>
    </message>
    <message>
        <source>triggers are switched off</source>
        <translation>ปิดทริกเกอร์</translation>
    </message>
    <message>
        <source>what it does cannot be known before it runs</source>
        <translation>ไม่ทราบผลก่อนดำเนินการ</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>ประมาณ %1</translation>
    </message>
    <message>
        <source>cannot be known</source>
        <translation>ไม่อาจทราบได้</translation>
    </message>
    <message>
        <source>up to %1</source>
        <translation>ไม่เกิน %1</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1 บรรทัด %2</translation>
    </message>
    <message>
        <source>Mark as completed</source>
        <translation>ทำเครื่องหมายว่าเสร็จสิ้น</translation>
    </message>
    <message>
        <source>Mark as pending</source>
        <translation>ทำเครื่องหมายว่ารอดำเนินการ</translation>
    </message>
    <message>
        <source>Move to another schema</source>
        <translation>ย้ายไปยังสคีมาอื่น</translation>
    </message>
    <message>
        <source>Stop a session</source>
        <translation>หยุดเซสชัน</translation>
    </message>
    <message numerus="yes">
        <source>Mark as completed: %n migration(s)</source>
        <translation>
            <numerusform>ทำเครื่องหมายว่าเสร็จสิ้น: %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark as pending: %n migration(s)</source>
        <translation>
            <numerusform>ทำเครื่องหมายว่ารอดำเนินการ: %n รายการ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move to another schema: %n object(s)</source>
        <translation>
            <numerusform>ย้ายไปยังสคีมาอื่น: %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>who holds the migration locks, and who waits for whom</source>
        <translation>ผู้ใดถือล็อกของการปรับโครงสร้าง และผู้ใดรอผู้ใด</translation>
    </message>
    <message>
        <source>what stands in another schema than its migration says</source>
        <translation>สิ่งที่อยู่ในสคีมาอื่นนอกจากที่รายการปรับโครงสร้างระบุ</translation>
    </message>
    <message>
        <source>cancel what a session of the database runs, or end it</source>
        <translation>ยกเลิกคำสั่งของเซสชันในฐานข้อมูล หรือจบเซสชัน</translation>
    </message>
    <message>
        <source>its process, as &quot;locks&quot; names it</source>
        <translation>โพรเซสของเซสชัน ตามที่ “locks” แสดง</translation>
    </message>
    <message>
        <source>end the session instead of cancelling its statement</source>
        <translation>จบเซสชันแทนการยกเลิกคำสั่ง</translation>
    </message>
    <message>
        <source>move tables, views, sequences, types or functions to a schema</source>
        <translation>ย้ายตาราง วิว ลำดับเลข ชนิดข้อมูล หรือฟังก์ชันไปยังสคีมา</translation>
    </message>
    <message>
        <source>as schema.name; a function with its arguments: schema.name(integer)</source>
        <translation>ในรูป schema.name และฟังก์ชันพร้อมอาร์กิวเมนต์: schema.name(integer)</translation>
    </message>
    <message>
        <source>the schema they move to</source>
        <translation>สคีมาปลายทาง</translation>
    </message>
    <message>
        <source>its migrations</source>
        <translation>รายการปรับโครงสร้างของโมดูล</translation>
    </message>
    <message>
        <source>instead of names: all for which the database proves it</source>
        <translation>แทนการระบุชื่อ: ทุกรายการที่ฐานข้อมูลยืนยันได้</translation>
    </message>
    <message>
        <source>why, where the database does not prove it</source>
        <translation>เหตุผล เมื่อฐานข้อมูลยืนยันไม่ได้</translation>
    </message>
    <message>
        <source>what the database proves of each migration</source>
        <translation>หลักฐานจากฐานข้อมูลของแต่ละรายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>with every object</source>
        <translation>แสดงทุกวัตถุ</translation>
    </message>
    <message>
        <source>record migrations as applied without running them</source>
        <translation>บันทึกว่ารายการปรับโครงสร้างเสร็จสิ้นแล้วโดยไม่ต้องรัน</translation>
    </message>
    <message>
        <source>the batch to record; else the next</source>
        <translation>ชุด (batch) ที่จะบันทึก ถ้าไม่ระบุคือชุดถัดไป</translation>
    </message>
    <message>
        <source>forget that migrations were applied; undoes nothing</source>
        <translation>ลบบันทึกว่ารายการปรับโครงสร้างเสร็จสิ้นแล้ว โดยไม่ย้อนคืนสิ่งใด</translation>
    </message>
    <message>
        <source>Name the migrations, or add --provable.</source>
        <translation>ระบุชื่อรายการปรับโครงสร้าง หรือเพิ่ม --provable</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>ผ่าน</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>หยุด</translation>
    </message>
    <message>
        <source>in schema %1</source>
        <translation>ในสคีมา %1</translation>
    </message>
    <message>
        <source>dropped again by %1</source>
        <translation>ถูกลบทิ้งภายหลังโดย %1</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>แถวข้อมูล</translation>
    </message>
    <message>
        <source>cannot be checked</source>
        <translation>ตรวจสอบไม่ได้</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>วัตถุ</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>หมายเหตุ</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>ที่บันทึกไว้</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>หลักฐาน</translation>
    </message>
    <message>
        <source>Contradiction</source>
        <translation>ข้อขัดแย้ง</translation>
    </message>
    <message>
        <source>What is known</source>
        <translation>สิ่งที่ทราบ</translation>
    </message>
    <message>
        <source>No session waits for another.</source>
        <translation>ไม่มีเซสชันใดรอเซสชันอื่น</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>กำลังรอ: %1</translation>
    </message>
    <message>
        <source>for: %1</source>
        <translation>รอ: %1</translation>
    </message>
    <message>
        <source>Will be lost</source>
        <translation>สิ่งที่จะสูญเสีย</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>ของ</translation>
    </message>
    <message>
        <source>By</source>
        <translation>โดย</translation>
    </message>
    <message>
        <source>Reached from</source>
        <translation>สืบเนื่องจาก</translation>
    </message>
    <message>
        <source>Everything stands where its migration says.</source>
        <translation>ทุกสิ่งอยู่ในที่ที่รายการปรับโครงสร้างระบุไว้</translation>
    </message>
    <message>
        <source>Stands at</source>
        <translation>อยู่ที่</translation>
    </message>
    <message>
        <source>Belongs at</source>
        <translation>ควรอยู่ที่</translation>
    </message>
    <message>
        <source>In the way</source>
        <translation>สิ่งที่ขวางอยู่</translation>
    </message>
    <message>
        <source>To move it: %1</source>
        <translation>คำสั่งสำหรับย้าย: %1</translation>
    </message>
    <message>
        <source>To move it back: %1</source>
        <translation>คำสั่งสำหรับย้ายกลับ: %1</translation>
    </message>
    <message>
        <source>Stopping a session needs a confirmation, and nobody can be asked here.</source>
        <translation>การหยุดเซสชันต้องมีการยืนยัน และที่นี่ไม่มีผู้ใดให้ถาม</translation>
    </message>
    <message>
        <source>Moving needs a confirmation, and nobody can be asked here.</source>
        <translation>การย้ายต้องได้รับการยืนยัน และที่นี่ไม่มีผู้ใดให้ถาม</translation>
    </message>
    <message>
        <source>Changing the list of applied migrations needs a confirmation, and nobody can be asked here.</source>
        <translation>การแก้ไขรายชื่อการปรับโครงสร้างที่เสร็จสิ้นแล้วต้องมีการยืนยัน แต่ที่นี่ไม่มีผู้ให้ถาม</translation>
    </message>
    <message>
        <source>Nothing was changed. The site is called: %1</source>
        <translation>ไม่มีการเปลี่ยนแปลงใด ชื่อหน่วยบริการ: %1</translation>
    </message>
    <message>
        <source>The plan destroys rows of a production site, and nobody can be asked here.</source>
        <translation>แผนนี้ทำให้แถวของหน่วยบริการที่ใช้งานจริงสูญเสีย และไม่มีผู้ใดให้สอบถามที่นี่</translation>
    </message>
    <message>
        <source>mark as completed</source>
        <translation>ทำเครื่องหมายว่าเสร็จสิ้น</translation>
    </message>
    <message>
        <source>mark as pending</source>
        <translation>ทำเครื่องหมายว่ารอดำเนินการ</translation>
    </message>
    <message>
        <source>move</source>
        <translation>ย้าย</translation>
    </message>
    <message>
        <source>cancel the statement</source>
        <translation>ยกเลิกคำสั่ง</translation>
    </message>
    <message>
        <source>end the session</source>
        <translation>จบเซสชัน</translation>
    </message>
    <message>
        <source>Move along as well</source>
        <translation>ย้ายไปพร้อมกัน</translation>
    </message>
    <message>
        <source>Stands in the wrong schema as well (%1)</source>
        <translation>อยู่ผิดสคีมาเช่นกัน (%1)</translation>
    </message>
    <message>
        <source>%1, used by: %2</source>
        <translation>%1 ใช้โดย: %2</translation>
    </message>
    <message>
        <source>To move them as well, tick them above.</source>
        <translation>หากต้องการย้ายด้วย ให้ทำเครื่องหมายด้านบน</translation>
    </message>
    <message>
        <source>Both tables, side by side</source>
        <translation>เปรียบเทียบทั้งสองตาราง</translation>
    </message>
    <message>
        <source>What the move would do is being read...</source>
        <translation>กำลังอ่านผลที่จะเกิดจากการย้าย...</translation>
    </message>
    <message>
        <source>Nothing is changed.</source>
        <translation>ไม่มีการเปลี่ยนแปลงใด&#xa0;ๆ</translation>
    </message>
    <message>
        <source>No schema is chosen</source>
        <translation>ยังไม่ได้เลือกสคีมา</translation>
    </message>
    <message>
        <source>Choose the schema that the objects are to move to.</source>
        <translation>เลือกสคีมาปลายทางที่ต้องการย้ายไป</translation>
    </message>
    <message>
        <source>Something stands in the way; it is named above. Nothing is overwritten.</source>
        <translation>มีสิ่งที่ขวางอยู่ตามที่แสดงด้านบน ไม่มีสิ่งใดถูกเขียนทับ</translation>
    </message>
    <message>
        <source>Everything stands in that schema already.</source>
        <translation>ทุกสิ่งอยู่ในสคีมานั้นแล้ว</translation>
    </message>
    <message>
        <source>Nothing is changed before you have seen the plan.</source>
        <translation>จะไม่มีการเปลี่ยนแปลงใด&#xa0;ๆ ก่อนที่จะแสดงแผน</translation>
    </message>
    <message>
        <source>Target schema</source>
        <translation>สคีมาปลายทาง</translation>
    </message>
    <message>
        <source>Choose a schema or type its name</source>
        <translation>เลือกสคีมาหรือพิมพ์ชื่อ</translation>
    </message>
    <message>
        <source>Objects to move</source>
        <translation>สิ่งที่จะย้าย</translation>
    </message>
    <message>
        <source>Show the plan</source>
        <translation>แสดงแผน</translation>
    </message>
    <message>
        <source>If you know better, say why. The audit trail keeps the reason.</source>
        <translation>หากคุณทราบข้อเท็จจริงที่แน่ชัดกว่า โปรดระบุเหตุผล ซึ่งจะเก็บไว้ในบันทึกการดำเนินงาน (audit trail)</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>เหตุผล</translation>
    </message>
    <message>
        <source>Type a reason first.</source>
        <translation>โปรดพิมพ์เหตุผลก่อน</translation>
    </message>
    <message>
        <source>Number of rows</source>
        <translation>จำนวนแถว</translation>
    </message>
    <message>
        <source>only in one of them</source>
        <translation>มีเพียงตารางเดียว</translation>
    </message>
    <message>
        <source>another type</source>
        <translation>ชนิดข้อมูลต่างกัน</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>คอลัมน์</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>ความแตกต่าง</translation>
    </message>
    <message>
        <source>%1, altered</source>
        <translation>%1 (แก้ไข)</translation>
    </message>
    <message>
        <source>%1, renamed</source>
        <translation>%1 (เปลี่ยนชื่อ)</translation>
    </message>
    <message>
        <source>%1, moved</source>
        <translation>%1 (ย้าย)</translation>
    </message>
    <message>
        <source>%1, dropped</source>
        <translation>%1 (ลบทิ้ง)</translation>
    </message>
    <message>
        <source>A later migration drops it again: %1</source>
        <translation>รายการปรับโครงสร้างในลำดับถัดไปลบทิ้งแล้ว: %1</translation>
    </message>
    <message>
        <source>It should stand in schema %1.</source>
        <translation>ควรอยู่ในสคีมา %1</translation>
    </message>
    <message>
        <source>It is recorded as applied, but nothing that only it makes is there.</source>
        <translation>บันทึกว่าดำเนินการแล้ว แต่ไม่พบสิ่งที่มีเพียงรายการนี้สร้าง</translation>
    </message>
    <message>
        <source>Everything it makes is there, but it is not recorded as applied.</source>
        <translation>มีทุกสิ่งที่รายการนี้สร้าง แต่ไม่ได้บันทึกว่าดำเนินการแล้ว</translation>
    </message>
    <message>
        <source>Some of what it makes is there, and some is missing.</source>
        <translation>สิ่งที่รายการนี้สร้างมีอยู่บางส่วน และขาดหายบางส่วน</translation>
    </message>
    <message>
        <source>What it makes stands in another schema than its file says.</source>
        <translation>สิ่งที่รายการนี้สร้างอยู่ในสคีมาอื่น ไม่ตรงกับที่ไฟล์ระบุ</translation>
    </message>
    <message>
        <source>Everything it makes is there.</source>
        <translation>มีทุกสิ่งที่รายการนี้สร้าง</translation>
    </message>
    <message>
        <source>Nothing that only it makes is there.</source>
        <translation>ไม่พบสิ่งที่มีเพียงรายการนี้สร้าง</translation>
    </message>
    <message>
        <source>It changes data only: there is nothing in the catalog to check.</source>
        <translation>รายการนี้เปลี่ยนเฉพาะข้อมูล จึงไม่มีโครงสร้างให้ตรวจสอบ</translation>
    </message>
    <message>
        <source>The database cannot tell whether it was done.</source>
        <translation>ฐานข้อมูลไม่สามารถบอกได้ว่าดำเนินการแล้วหรือไม่</translation>
    </message>
    <message>
        <source>In the database</source>
        <translation>ในฐานข้อมูล</translation>
    </message>
    <message>
        <source>Found in schema</source>
        <translation>พบในสคีมา</translation>
    </message>
    <message>
        <source>Table or object</source>
        <translation>ตารางหรือสิ่งอื่น</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>สิ่งที่เกิดขึ้น</translation>
    </message>
    <message>
        <source>By step</source>
        <translation>โดยขั้นตอน</translation>
    </message>
    <message>
        <source>being read...</source>
        <translation>กำลังอ่าน...</translation>
    </message>
    <message>
        <source>already there</source>
        <translation>อยู่ที่นั่นแล้ว</translation>
    </message>
    <message>
        <source>cannot be moved</source>
        <translation>ย้ายไม่ได้</translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>คำเตือน %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>can be moved</source>
        <translation>ย้ายได้</translation>
    </message>
    <message>
        <source>After the move</source>
        <translation>หลังการย้าย</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>ย้าย</translation>
    </message>
    <message>
        <source>Cancel the statement</source>
        <translation>หยุดคำสั่งที่ทำอยู่</translation>
    </message>
    <message>
        <source>End the session</source>
        <translation>จบเซสชัน</translation>
    </message>
    <message>
        <source>End the session of process %1</source>
        <translation>จบเซสชันของโพรเซส %1</translation>
    </message>
    <message>
        <source>Cancel the statement of process %1</source>
        <translation>ยกเลิกคำสั่งของโพรเซส %1</translation>
    </message>
    <message>
        <source>Only the list of migrations changes; tables and rows stay as they are.</source>
        <translation>เปลี่ยนเฉพาะรายชื่อการปรับโครงสร้าง ตารางและแถวคงเดิม</translation>
    </message>
    <message>
        <source>All or nothing: if a move fails, everything stays where it is now.</source>
        <translation>สำเร็จทั้งหมดหรือไม่ทำเลย: หากย้ายรายการใดไม่สำเร็จ ทุกอย่างจะอยู่ที่เดิม</translation>
    </message>
    <message>
        <source>What the session had not completed is rolled back by the server.</source>
        <translation>เซิร์ฟเวอร์จะย้อนคืนสิ่งที่เซสชันยังทำไม่เสร็จ</translation>
    </message>
    <message>
        <source>What the session has not completed is lost: its user has to do it again.</source>
        <translation>สิ่งที่เซสชันยังทำไม่เสร็จจะสูญหาย ผู้ใช้ต้องทำใหม่</translation>
    </message>
    <message>
        <source>What was entered in this site may be lost, as listed below.</source>
        <translation>ข้อมูลที่บันทึกไว้ในหน่วยบริการนี้อาจสูญหาย ตามรายการด้านล่าง</translation>
    </message>
    <message>
        <source>dropped again later</source>
        <translation>ถูกลบทิ้งภายหลัง</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>ไม่มีแล้ว</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>ไม่มีอยู่</translation>
    </message>
    <message>
        <source>still there</source>
        <translation>ยังมีอยู่</translation>
    </message>
    <message>
        <source>It belongs to the schema: %1</source>
        <translation>ควรอยู่ในสคีมา: %1</translation>
    </message>
    <message>
        <source>So says the migration: %1</source>
        <translation>ตามที่ระบุในรายการปรับโครงสร้าง: %1</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>ควรอยู่ใน</translation>
    </message>
    <message>
        <source>Process %1</source>
        <translation>โพรเซส %1</translation>
    </message>
    <message>
        <source>Ask it to cancel...</source>
        <translation>ขอให้ยกเลิก...</translation>
    </message>
    <message>
        <source>End its session...</source>
        <translation>จบเซสชัน...</translation>
    </message>
    <message>
        <source>Its statement ends; its session stays</source>
        <translation>คำสั่งของเซสชันนั้นจะจบ แต่เซสชันยังอยู่</translation>
    </message>
    <message>
        <source>Its connection is closed; what it has open is rolled back</source>
        <translation>การเชื่อมต่อของเซสชันนั้นจะถูกปิด สิ่งที่เปิดค้างไว้จะถูกย้อนคืน</translation>
    </message>
    <message>
        <source>An upgrade would stop where it makes the same once more. Mark them as completed: only the list of migrations changes.</source>
        <translation>การอัปเกรดจะหยุดเมื่อต้องสร้างสิ่งเดิมซ้ำ โปรดทำเครื่องหมายว่าเสร็จสิ้น ซึ่งเปลี่ยนเฉพาะรายการที่บันทึกไว้เท่านั้น</translation>
    </message>
    <message>
        <source>If data is missing, think of a backup first. Marked as pending, they run again with the next upgrade.</source>
        <translation>หากข้อมูลขาดหาย ให้พิจารณาชุดข้อมูลสำรองก่อน เมื่อทำเครื่องหมายว่ารอดำเนินการ รายการเหล่านี้จะทำงานอีกครั้งในการอัปเกรดครั้งถัดไป</translation>
    </message>
    <message>
        <source>The evidence names the objects and where they stand.</source>
        <translation>หลักฐานระบุวัตถุและตำแหน่งที่อยู่</translation>
    </message>
    <message>
        <source>The program does not find them there. Moving keeps their rows.</source>
        <translation>โปรแกรมของหน่วยบริการไม่พบวัตถุที่อยู่ผิดที่ การย้ายจะคงข้อมูลทุกแถวไว้</translation>
    </message>
    <message>
        <source>It is not known what the database has of module %1: %2</source>
        <translation>ไม่ทราบว่าฐานข้อมูลมีสิ่งใดของโมดูล %1: %2</translation>
    </message>
    <message>
        <source>It changes rows as well; whether it did cannot be seen.</source>
        <translation>รายการนี้เปลี่ยนข้อมูลในแถวด้วย ซึ่งตรวจสอบไม่ได้ว่าเปลี่ยนแล้วหรือยัง</translation>
    </message>
    <message>
        <source>The evidence cannot be read</source>
        <translation>อ่านหลักฐานไม่สำเร็จ</translation>
    </message>
    <message>
        <source>The evidence is being read...</source>
        <translation>กำลังอ่านหลักฐาน...</translation>
    </message>
    <message>
        <source>No evidence</source>
        <translation>ไม่มีหลักฐาน</translation>
    </message>
    <message>
        <source>Nothing is known of what this migration left in the database.</source>
        <translation>ไม่ทราบว่ารายการปรับโครงสร้างนี้ทำให้มีสิ่งใดในฐานข้อมูล</translation>
    </message>
    <message>
        <source>Objects of the migration</source>
        <translation>วัตถุของรายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>Mark as completed...</source>
        <translation>ทำเครื่องหมายว่าเสร็จสิ้น...</translation>
    </message>
    <message>
        <source>Mark as pending...</source>
        <translation>ทำเครื่องหมายว่ารอดำเนินการ...</translation>
    </message>
    <message>
        <source>Move...</source>
        <translation>ย้าย...</translation>
    </message>
    <message>
        <source>See the evidence</source>
        <translation>ดูหลักฐาน</translation>
    </message>
    <message>
        <source>Lock table: %1</source>
        <translation>ตารางล็อก: %1</translation>
    </message>
    <message>
        <source>Lock table: %1; is_locked: %2</source>
        <translation>ตารางล็อก: %1 ค่า is_locked: %2</translation>
    </message>
    <message>
        <source>Waiting for it: %1</source>
        <translation>กำลังรอเซสชันนี้: %1</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>ล็อก</translation>
    </message>
    <message>
        <source>The locks are being read...</source>
        <translation>กำลังอ่านล็อก…</translation>
    </message>
    <message>
        <source>The locks could not be read.</source>
        <translation>อ่านล็อกไม่สำเร็จ</translation>
    </message>
    <message>
        <source>There are no locks</source>
        <translation>ไม่มีล็อก</translation>
    </message>
    <message>
        <source>No module is there that could hold one.</source>
        <translation>ไม่มีโมดูลที่จะถือล็อก</translation>
    </message>
    <message>
        <source>These hold what others wait for. A run that waits for one of them goes on by itself as soon as it has ended.</source>
        <translation>เซสชันเหล่านี้ถือสิ่งที่เซสชันอื่นรออยู่ เมื่อเซสชันที่ถูกรอจบลง การดำเนินงานที่รออยู่จะทำต่อเอง</translation>
    </message>
    <message>
        <source>A run locks the modules it works on, so that no other run comes in between.</source>
        <translation>การดำเนินงานแต่ละครั้งจะล็อกโมดูลที่ทำอยู่ เพื่อไม่ให้การดำเนินงานอื่นแทรกเข้ามา</translation>
    </message>
    <message>
        <source>Who waits for whom</source>
        <translation>ใครรอใคร</translation>
    </message>
    <message>
        <source>Rows that are in the database now are lost or changed. They were counted when this plan was made.</source>
        <translation>แถวที่มีอยู่ในฐานข้อมูลขณะนี้จะสูญหายหรือถูกเปลี่ยน จำนวนแถวนับเมื่อจัดทำแผนนี้</translation>
    </message>
    <message>
        <source>No row is known to be lost: the rows were counted when this plan was made.</source>
        <translation>ไม่พบแถวที่จะสูญหาย จำนวนแถวนับเมื่อจัดทำแผนนี้</translation>
    </message>
    <message>
        <source>Of some of it cannot be known what it destroys before it runs.</source>
        <translation>บางรายการไม่อาจทราบได้ก่อนดำเนินการว่าจะทำให้สิ่งใดสูญหาย</translation>
    </message>
    <message>
        <source>What will be lost</source>
        <translation>สิ่งที่จะสูญหาย</translation>
    </message>
    <message>
        <source>rows are lost</source>
        <translation>มีแถวสูญหาย</translation>
    </message>
    <message>
        <source>no rows</source>
        <translation>ไม่มีแถว</translation>
    </message>
    <message>
        <source>Choose migrations that are pending.</source>
        <translation>โปรดเลือกรายการปรับโครงสร้างที่รอดำเนินการ</translation>
    </message>
    <message>
        <source>Choose migrations that are applied.</source>
        <translation>โปรดเลือกรายการปรับโครงสร้างที่ดำเนินการแล้ว</translation>
    </message>
    <message>
        <source>The evidence cannot be read: %1</source>
        <translation>อ่านหลักฐานไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>No pending migration is proven to be done.</source>
        <translation>ไม่มีรายการที่รอดำเนินการรายการใดพิสูจน์ได้ว่าทำเสร็จแล้ว</translation>
    </message>
    <message>
        <source>Mark all that are provably done (%1)...</source>
        <translation>ทำเครื่องหมายทุกรายการที่พิสูจน์ได้ว่าเสร็จสิ้น (%1)...</translation>
    </message>
    <message>
        <source>Mark all that are provably done...</source>
        <translation>ทำเครื่องหมายทุกรายการที่พิสูจน์ได้ว่าเสร็จสิ้น...</translation>
    </message>
    <message>
        <source>Mark %1 as pending...</source>
        <translation>ทำเครื่องหมายว่ารอดำเนินการ %1 รายการ...</translation>
    </message>
    <message>
        <source>Mark %1 as completed...</source>
        <translation>ทำเครื่องหมายว่าเสร็จสิ้น %1 รายการ...</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>ทำเครื่องหมาย</translation>
    </message>
    <message>
        <source>Nothing is pending, but the database differs from what is recorded; see below.</source>
        <translation>ไม่มีรายการรอดำเนินการ แต่ฐานข้อมูลไม่ตรงกับที่บันทึกไว้ โปรดดูด้านล่าง</translation>
    </message>
    <message>
        <source>Locks...</source>
        <translation>ล็อก...</translation>
    </message>
    <message>
        <source>Who holds what, and who waits for whom</source>
        <translation>ใครถือล็อกใด และใครรอใคร</translation>
    </message>
    <message>
        <source>That its holder is gone is not proven: you say so.</source>
        <translation>ไม่มีหลักฐานว่าผู้ถือล็อกไม่อยู่แล้ว ผู้ดำเนินการเป็นผู้ยืนยันเอง</translation>
    </message>
    <message>
        <source>Who holds the lock...</source>
        <translation>ใครถือล็อก...</translation>
    </message>
    <message>
        <source>The site is being checked; nothing can run before that.</source>
        <translation>กำลังตรวจสอบหน่วยบริการ ต้องตรวจสอบเสร็จก่อนจึงจะดำเนินการได้</translation>
    </message>
    <message>
        <source>The check could not be made, and nothing runs without it.</source>
        <translation>ตรวจสอบไม่สำเร็จ จึงยังดำเนินการไม่ได้</translation>
    </message>
    <message>
        <source>The check says stop: %1</source>
        <translation>ผลตรวจสอบให้หยุด: %1</translation>
    </message>
    <message>
        <source>The site is being checked; nothing is changed.</source>
        <translation>กำลังตรวจสอบหน่วยบริการ โดยไม่เปลี่ยนแปลงสิ่งใด</translation>
    </message>
    <message>
        <source>The check could not be made: %1</source>
        <translation>ตรวจสอบไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Nothing can run until what says stop is mended.</source>
        <translation>ต้องแก้ไขรายการที่ให้หยุดก่อน จึงจะดำเนินการได้</translation>
    </message>
    <message>
        <source>Check before the run</source>
        <translation>ตรวจสอบก่อนดำเนินการ</translation>
    </message>
    <message>
        <source>Looks at the site again; changes nothing</source>
        <translation>ตรวจดูหน่วยบริการอีกครั้ง โดยไม่เปลี่ยนแปลงสิ่งใด</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>กำลังตรวจสอบ</translation>
    </message>
    <message>
        <source>not made</source>
        <translation>ไม่สำเร็จ</translation>
    </message>
    <message>
        <source>What can be done now</source>
        <translation>สิ่งที่ทำได้ในตอนนี้</translation>
    </message>
    <message>
        <source>What is done stays; the rest is planned anew and shown first.</source>
        <translation>สิ่งที่ทำเสร็จแล้วคงอยู่ ส่วนที่เหลือจะวางแผนใหม่และแสดงให้ดูก่อน</translation>
    </message>
    <message>
        <source>The same is planned anew and shown before anything runs.</source>
        <translation>วางแผนงานเดิมใหม่และแสดงให้ดูก่อนเริ่มทำงาน</translation>
    </message>
    <message>
        <source>Try again...</source>
        <translation>ลองอีกครั้ง...</translation>
    </message>
    <message>
        <source>Everything that the migration makes was there already. Recorded as completed, it no longer stands in the way: %1</source>
        <translation>ทุกสิ่งที่รายการปรับโครงสร้างนี้สร้างมีอยู่ก่อนแล้ว เมื่อบันทึกว่าเสร็จสิ้นก็จะไม่กีดขวางอีก: %1</translation>
    </message>
    <message>
        <source>If a program does not find something any more, what was moved can go back to the schema: %1</source>
        <translation>หากโปรแกรมหาสิ่งใดไม่พบ สิ่งที่ย้ายแล้วย้ายกลับได้ ไปยังสคีมา: %1</translation>
    </message>
    <message>
        <source>What was moved came from several schemas, and goes back to one after the other; this report stays in the history. First back to the schema: %1</source>
        <translation>สิ่งที่ย้ายมาจากหลายสคีมา จึงต้องย้ายกลับทีละสคีมา รายงานนี้ยังอยู่ในประวัติ เริ่มจากย้ายกลับไปยังสคีมา: %1</translation>
    </message>
    <message>
        <source>Move back...</source>
        <translation>ย้ายกลับ...</translation>
    </message>
    <message>
        <source>What is done of this upgrade can be undone. What it made is dropped then, with everything that was entered in it since.</source>
        <translation>ส่วนของการอัปเกรดนี้ที่ทำเสร็จแล้วย้อนคืนได้ สิ่งที่สร้างไว้จะถูกลบทิ้งพร้อมข้อมูลทั้งหมดที่บันทึกเพิ่มหลังจากนั้น</translation>
    </message>
    <message>
        <source>Roll back what is done...</source>
        <translation>ย้อนคืนส่วนที่ทำเสร็จแล้ว...</translation>
    </message>
    <message>
        <source>It waits for at most %1.</source>
        <translation>รออย่างมาก %1</translation>
    </message>
    <message>
        <source>Try %1 of %2: after %3 of waiting everything is rolled back and tried again.</source>
        <translation>ครั้งที่ %1 จาก %2 หากรอครบ %3 จะย้อนคืนทั้งหมดแล้วลองใหม่</translation>
    </message>
    <message>
        <source>Try %1 of %2, the last one: after %3 of waiting the run ends, and the site is as it was before.</source>
        <translation>ครั้งที่ %1 จาก %2 ซึ่งเป็นครั้งสุดท้าย หากรอครบ %3 การดำเนินงานจะจบ และหน่วยบริการเป็นเหมือนเดิม</translation>
    </message>
    <message numerus="yes">
        <source>The run waits for %n other session(s).</source>
        <translation>
            <numerusform>การดำเนินงานกำลังรอเซสชันอื่น %n เซสชัน</numerusform>
        </translation>
    </message>
    <message>
        <source>Move to schema...</source>
        <translation>ย้ายไปยังสคีมา...</translation>
    </message>
    <message>
        <source>Choose one or more tables first.</source>
        <translation>เลือกตารางอย่างน้อยหนึ่งตารางก่อน</translation>
    </message>
    <message>
        <source>The program&apos;s own tables and the tracking tables stay where they are.</source>
        <translation>ตารางของโปรแกรมเองและตารางติดตามการปรับโครงสร้างต้องอยู่ที่เดิม</translation>
    </message>
    <message>
        <source>Moves what is selected to another schema of this database; several with Ctrl or Shift.</source>
        <translation>ย้ายสิ่งที่เลือกไปยังสคีมาอื่นของฐานข้อมูลนี้ เลือกหลายรายการด้วย Ctrl หรือ Shift</translation>
    </message>
    <message>
        <source>In the wrong schema (%1)</source>
        <translation>อยู่ผิดสคีมา (%1)</translation>
    </message>
    <message>
        <source>No file was written or changed.</source>
        <translation>ไม่มีการเขียนหรือเปลี่ยนแปลงไฟล์ใด</translation>
    </message>
    <message>
        <source>This cannot be the id of a module: %1</source>
        <translation>ใช้เป็นรหัสโมดูลไม่ได้: %1</translation>
    </message>
    <message>
        <source>Use 2 to %1 small letters and digits, the first a letter, with &quot;-&quot; between words.</source>
        <translation>ใช้ตัวพิมพ์เล็กและตัวเลข 2 ถึง %1 ตัว ขึ้นต้นด้วยตัวอักษร และคั่นคำด้วย “-”</translation>
    </message>
    <message>
        <source>The module&apos;s schema would have a reserved name: %1</source>
        <translation>ชื่อสคีมาของโมดูลจะเป็นคำสงวน: %1</translation>
    </message>
    <message>
        <source>Choose another id.</source>
        <translation>เลือกรหัสอื่น</translation>
    </message>
    <message>
        <source>Use one line of at most %1 characters.</source>
        <translation>ใช้ข้อความบรรทัดเดียว ไม่เกิน %1 ตัวอักษร</translation>
    </message>
    <message>
        <source>This cannot be the title of a module: %1</source>
        <translation>ใช้เป็นชื่อโมดูลไม่ได้: %1</translation>
    </message>
    <message>
        <source>The English title is in Thai: %1</source>
        <translation>ชื่อภาษาอังกฤษเขียนเป็นภาษาไทย: %1</translation>
    </message>
    <message>
        <source>Write it in English: --title-en</source>
        <translation>เขียนเป็นภาษาอังกฤษ: --title-en</translation>
    </message>
    <message>
        <source>The Thai title has no Thai letter: %1</source>
        <translation>ชื่อภาษาไทยไม่มีอักษรไทย: %1</translation>
    </message>
    <message>
        <source>Write it in Thai, in UTF-8: --title-th</source>
        <translation>เขียนเป็นภาษาไทยด้วย UTF-8: --title-th</translation>
    </message>
    <message>
        <source>This cannot be the description of a migration: %1</source>
        <translation>ใช้เป็นคำอธิบายของรายการปรับโครงสร้างไม่ได้: %1</translation>
    </message>
    <message>
        <source>Use at most %1 small letters and digits, the first a letter, with an underscore between words: create_specimens</source>
        <translation>ใช้ตัวพิมพ์เล็กและตัวเลขไม่เกิน %1 ตัว ขึ้นต้นด้วยตัวอักษร และคั่นคำด้วยขีดล่าง: create_specimens</translation>
    </message>
    <message>
        <source>What the migration makes would have a reserved name: %1</source>
        <translation>สิ่งที่จะสร้างมีชื่อเป็นคำสงวน: %1</translation>
    </message>
    <message>
        <source>Choose another description.</source>
        <translation>เลือกคำอธิบายอื่น</translation>
    </message>
    <message>
        <source>A migration of the module is called so already: %1</source>
        <translation>โมดูลมีรายการปรับโครงสร้างชื่อนี้อยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>Say in the description what this one does and the other does not.</source>
        <translation>ระบุในคำอธิบายว่ารายการนี้ทำสิ่งใดต่างจากรายการเดิม</translation>
    </message>
    <message>
        <source>The module has its schema already: %1</source>
        <translation>โมดูลมีสคีมาอยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>A module has one schema; choose another kind.</source>
        <translation>โมดูลหนึ่งมีสคีมาเดียว เลือกชนิดอื่น</translation>
    </message>
    <message>
        <source>An earlier migration of the module makes this already: %1</source>
        <translation>รายการก่อนหน้าของโมดูลสร้างสิ่งนี้ไว้แล้ว: %1</translation>
    </message>
    <message>
        <source>Choose another description; --kind other is for changes.</source>
        <translation>เลือกคำอธิบายอื่น หากต้องการแก้ไขสิ่งที่มีอยู่ ใช้ --kind other</translation>
    </message>
    <message>
        <source>The columns of this table cannot be told: %1</source>
        <translation>ไม่ทราบคอลัมน์ของตารางนี้: %1</translation>
    </message>
    <message>
        <source>Write the migration by hand.</source>
        <translation>เขียนไฟล์เอง</translation>
    </message>
    <message>
        <source>The table has this column already: %1</source>
        <translation>ตารางมีคอลัมน์นี้อยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>No earlier migration of the module makes a table that this one could refer to: %1</source>
        <translation>ไม่มีรายการก่อนหน้าของโมดูลที่สร้างตารางให้อ้างถึง: %1</translation>
    </message>
    <message>
        <source>Make the table first, with --kind table.</source>
        <translation>สร้างตารางก่อนด้วย --kind table</translation>
    </message>
    <message>
        <source>No number is left for a migration of this kind today.</source>
        <translation>วันนี้ไม่มีหมายเลขเหลือสำหรับรายการชนิดนี้</translation>
    </message>
    <message>
        <source>Make it tomorrow, or write it by hand with a number of 500 or higher.</source>
        <translation>สร้างในวันพรุ่งนี้ หรือเขียนไฟล์เองโดยใช้หมายเลขตั้งแต่ 500 ขึ้นไป</translation>
    </message>
    <message>
        <source>The file is there already: %1</source>
        <translation>มีไฟล์นี้อยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>This cannot be written: %1 (%2)</source>
        <translation>เขียนไฟล์ไม่สำเร็จ: %1 (%2)</translation>
    </message>
    <message>
        <source>There is no module %1 here.</source>
        <translation>ไม่พบโมดูลที่นี่: %1</translation>
    </message>
    <message>
        <source>Name its folder, or the folder that holds it, with --in.</source>
        <translation>ระบุโฟลเดอร์ของโมดูล หรือโฟลเดอร์ที่บรรจุโมดูล ด้วย --in</translation>
    </message>
    <message>
        <source>The schema of the module needs quotation marks: %1</source>
        <translation>ชื่อสคีมาของโมดูลต้องใส่เครื่องหมายอัญประกาศ: %1</translation>
    </message>
    <message>
        <source>There is a module %1 already: %2</source>
        <translation>มีโมดูลนี้อยู่แล้ว: %1 (%2)</translation>
    </message>
    <message>
        <source>Another module has this schema already: %1</source>
        <translation>โมดูลอื่นใช้สคีมานี้อยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>Another module has this list of migrations already: %1</source>
        <translation>โมดูลอื่นใช้ตารางบันทึกการปรับโครงสร้างนี้อยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>it may have been made by somebody else meanwhile</source>
        <translation>อาจมีผู้อื่นสร้างไว้ในระหว่างนี้</translation>
    </message>
    <message>
        <source>There is no such folder: %1</source>
        <translation>ไม่มีโฟลเดอร์นี้: %1</translation>
    </message>
    <message>
        <source>Make it, or name another with --in.</source>
        <translation>สร้างโฟลเดอร์นี้ หรือระบุโฟลเดอร์อื่นด้วย --in</translation>
    </message>
    <message>
        <source>The module&apos;s folder is there already: %1</source>
        <translation>มีโฟลเดอร์ของโมดูลนี้อยู่แล้ว: %1</translation>
    </message>
    <message>
        <source>Choose another id, or another folder with --in.</source>
        <translation>เลือกรหัสอื่น หรือระบุโฟลเดอร์อื่นด้วย --in</translation>
    </message>
    <message numerus="yes">
        <source>What is recorded and what the database holds contradict each other in %n migration(s) of module %1: %2</source>
        <translation>
            <numerusform>สิ่งที่บันทึกไว้กับสิ่งที่มีในฐานข้อมูลขัดแย้งกันใน %n รายการปรับโครงสร้างของโมดูล %1: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at the evidence of module %1 before anything is run: it names every object.</source>
        <translation>โปรดดูหลักฐานของโมดูล %1 ก่อนดำเนินการใด หลักฐานระบุทุกออบเจกต์</translation>
    </message>
    <message>
        <source>Whether module %1 is locked cannot be known: this user may not read %2.</source>
        <translation>ไม่ทราบว่าโมดูล %1 ถูกล็อกอยู่หรือไม่ เพราะผู้ใช้นี้ไม่มีสิทธิ์อ่าน %2</translation>
    </message>
    <message>
        <source>Module %1 is locked, and whoever took the lock left no name.</source>
        <translation>โมดูล %1 ถูกล็อกอยู่ และผู้ที่ล็อกไม่ได้ทิ้งชื่อไว้</translation>
    </message>
    <message>
        <source>If one of them is an upgrade, wait until it has ended. If none is running anywhere, release the lock of module %1.</source>
        <translation>หากรายการใดเป็นการอัปเกรด ให้รอจนเสร็จสิ้น หากไม่มีการอัปเกรดทำงานอยู่ที่ใด ให้ปลดล็อกของโมดูล %1</translation>
    </message>
    <message numerus="yes">
        <source>%n other session(s) at work in this database may be it.</source>
        <translation>
            <numerusform>อาจเป็นเซสชันอื่น %n รายการที่กำลังทำงานอยู่ในฐานข้อมูลนี้</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This user may not see what %n session(s) of other users do.</source>
        <translation>
            <numerusform>ผู้ใช้นี้ไม่มีสิทธิ์ดูว่าเซสชันของผู้ใช้อื่น %n รายการกำลังทำอะไร</numerusform>
        </translation>
    </message>
    <message>
        <source>No other session has a transaction open in this database.</source>
        <translation>ไม่มีเซสชันอื่นเปิดทรานแซกชันค้างไว้ในฐานข้อมูลนี้</translation>
    </message>
    <message>
        <source>It cannot be known: this user may not read %1.</source>
        <translation>ไม่สามารถทราบได้ เพราะผู้ใช้นี้ไม่มีสิทธิ์อ่าน %1</translation>
    </message>
    <message>
        <source>It cannot be known: the lock table has no column is_locked.</source>
        <translation>ไม่สามารถทราบได้ เพราะตารางล็อกไม่มีคอลัมน์ is_locked</translation>
    </message>
    <message>
        <source>The row says locked, and whoever took it left no name: knex, or an older program.</source>
        <translation>แถวระบุว่าล็อกอยู่ และผู้ที่ล็อกไม่ได้ทิ้งชื่อไว้ อาจเป็น knex หรือโปรแกรมรุ่นเก่า</translation>
    </message>
    <message>
        <source>The user lacks rights that an upgrade of module %1 needs: %2</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์ที่จำเป็นต่อการอัปเกรดโมดูล %1: %2</translation>
    </message>
    <message>
        <source>Connect as the owner of the tables, or ask for these rights.</source>
        <translation>เชื่อมต่อด้วยเจ้าของตาราง หรือขอสิทธิ์เหล่านี้</translation>
    </message>
    <message>
        <source>The last run on this database was on another server (cluster %1): it was copied or restored here.</source>
        <translation>การทำงานครั้งล่าสุดกับฐานข้อมูลนี้อยู่บนเซิร์ฟเวอร์อื่น (คลัสเตอร์ %1) แสดงว่าฐานข้อมูลถูกคัดลอกหรือกู้คืนมาที่นี่</translation>
    </message>
    <message>
        <source>Make sure that this is the site&apos;s own database and no copy. The next run notes this server.</source>
        <translation>ตรวจให้แน่ใจว่านี่คือฐานข้อมูลจริงของหน่วยงาน ไม่ใช่สำเนา การทำงานครั้งต่อไปจะบันทึกเซิร์ฟเวอร์นี้ไว้</translation>
    </message>
    <message>
        <source>This user may not read the history that the database keeps of its runs.</source>
        <translation>ผู้ใช้นี้ไม่มีสิทธิ์อ่านประวัติการดำเนินงานที่ฐานข้อมูลเก็บไว้</translation>
    </message>
    <message>
        <source>Connect as the owner of the schema aegisx_site, or ask for USAGE on it and SELECT on its tables run and run_step.</source>
        <translation>เชื่อมต่อด้วยเจ้าของสคีมา aegisx_site หรือขอสิทธิ์ USAGE บนสคีมานี้และ SELECT บนตาราง run และ run_step</translation>
    </message>
    <message>
        <source>An earlier migration made this already: %1</source>
        <translation>รายการปรับโครงสร้างก่อนหน้าสร้างสิ่งนี้ไว้แล้ว: %1</translation>
    </message>
    <message>
        <source>This may be there already, and creating it would fail: %1</source>
        <translation>สิ่งนี้อาจมีอยู่แล้ว การสร้างจึงอาจไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Without a transaction a failure leaves this behind, and the next attempt fails at it: %1</source>
        <translation>เมื่อไม่มีทรานแซกชัน หากล้มเหลวสิ่งนี้จะค้างอยู่ และครั้งต่อไปจะไม่สำเร็จที่จุดนี้: %1</translation>
    </message>
    <message>
        <source>The file makes new objects here and does something else before.</source>
        <translation>ไฟล์นี้สร้างสิ่งใหม่ที่จุดนี้ แต่ก่อนหน้านั้นทำเรื่องอื่น</translation>
    </message>
    <message>
        <source>The file changes older objects here and does something else before.</source>
        <translation>ไฟล์นี้แก้ไขสิ่งที่มีอยู่เดิมที่จุดนี้ แต่ก่อนหน้านั้นทำเรื่องอื่น</translation>
    </message>
    <message>
        <source>The file changes rows here and does something else before.</source>
        <translation>ไฟล์นี้แก้ไขแถวข้อมูลที่จุดนี้ แต่ก่อนหน้านั้นทำเรื่องอื่น</translation>
    </message>
    <message>
        <source>The trigger %1 needs what is made only later: %2</source>
        <translation>ทริกเกอร์ %1 ต้องใช้สิ่งที่สร้างภายหลัง: %2</translation>
    </message>
    <message>
        <source>PostgreSQL cannot take a label away, so this stays after the down section: %1</source>
        <translation>PostgreSQL ลบค่าของ enum ไม่ได้ สิ่งนี้จึงยังอยู่หลังส่วน down: %1</translation>
    </message>
    <message>
        <source>The down section does not drop what the up section makes: %1</source>
        <translation>ส่วน down ไม่ได้ลบสิ่งที่ส่วน up สร้าง: %1</translation>
    </message>
    <message>
        <source>The down section does not put the earlier version back: %1</source>
        <translation>ส่วน down ไม่ได้คืนเวอร์ชันก่อนหน้า: %1</translation>
    </message>
    <message>
        <source>The down section does not make again what the up section drops: %1</source>
        <translation>ส่วน down ไม่ได้สร้างสิ่งที่ส่วน up ลบกลับมา: %1</translation>
    </message>
    <message>
        <source>The down section does not give the old name or schema back: %1</source>
        <translation>ส่วน down ไม่ได้คืนชื่อเดิมหรือสคีมาเดิม: %1</translation>
    </message>
    <message>
        <source>The down section does not change this back: %1</source>
        <translation>ส่วน down ไม่ได้เปลี่ยนสิ่งนี้กลับ: %1</translation>
    </message>
    <message>
        <source>The down section drops what an earlier migration made: %1</source>
        <translation>ส่วน down ลบสิ่งที่รายการปรับโครงสร้างก่อนหน้าสร้าง: %1</translation>
    </message>
    <message>
        <source>The migration cannot be rolled back: %1</source>
        <translation>รายการปรับโครงสร้างนี้ย้อนคืนไม่ได้: %1</translation>
    </message>
    <message>
        <source>The comment of the type %1 does not tell these labels: %2</source>
        <translation>คำอธิบายของชนิดข้อมูล %1 ไม่ได้บอกความหมายของค่าเหล่านี้: %2</translation>
    </message>
    <message>
        <source>It makes the schema or types, whose numbers are 1 to 9: %1</source>
        <translation>ไฟล์นี้สร้างสคีมาหรือชนิดข้อมูล ซึ่งใช้หมายเลข 1 ถึง 9: %1</translation>
    </message>
    <message>
        <source>It makes tables, whose numbers are 10 to 199: %1</source>
        <translation>ไฟล์นี้สร้างตาราง ซึ่งใช้หมายเลข 10 ถึง 199: %1</translation>
    </message>
    <message>
        <source>It makes views, whose numbers are 200 to 299: %1</source>
        <translation>ไฟล์นี้สร้างวิว ซึ่งใช้หมายเลข 200 ถึง 299: %1</translation>
    </message>
    <message>
        <source>It makes functions or triggers, whose numbers are 300 to 399: %1</source>
        <translation>ไฟล์นี้สร้างฟังก์ชันหรือทริกเกอร์ ซึ่งใช้หมายเลข 300 ถึง 399: %1</translation>
    </message>
    <message>
        <source>It makes indexes, whose numbers are 400 to 499: %1</source>
        <translation>ไฟล์นี้สร้างดัชนี ซึ่งใช้หมายเลข 400 ถึง 499: %1</translation>
    </message>
    <message>
        <source>It changes what older files made, so its number is 500 or higher: %1</source>
        <translation>ไฟล์นี้แก้ไขสิ่งที่ไฟล์ก่อนหน้าสร้าง หมายเลขจึงต้องเป็น 500 ขึ้นไป: %1</translation>
    </message>
    <message>
        <source>The name does not start with a date and a number of six digits, as the other files of the module do: %1</source>
        <translation>ชื่อไม่ได้ขึ้นต้นด้วยวันที่และหมายเลขหกหลักเหมือนไฟล์อื่นของโมดูล: %1</translation>
    </message>
    <message>
        <source>The name does not start with a number of three digits, as the other files of the module do: %1</source>
        <translation>ชื่อไม่ได้ขึ้นต้นด้วยหมายเลขสามหลักเหมือนไฟล์อื่นของโมดูล: %1</translation>
    </message>
    <message>
        <source>The description is not in small letters with underscores between the words: %1</source>
        <translation>คำบรรยายในชื่อไม่ได้ใช้อักษรตัวเล็กและขีดล่างคั่นคำ: %1</translation>
    </message>
    <message>
        <source>Another file has the same number: %1</source>
        <translation>มีไฟล์อื่นใช้หมายเลขเดียวกัน: %1</translation>
    </message>
    <message>
        <source>Another file has the same description: %1</source>
        <translation>มีไฟล์อื่นใช้คำบรรยายเดียวกัน: %1</translation>
    </message>
    <message>
        <source>No index of %1 starts with the columns of this foreign key: %2</source>
        <translation>ไม่มีดัชนีของ %1 ที่ขึ้นต้นด้วยคอลัมน์ของคีย์นอกนี้: %2</translation>
    </message>
    <message>
        <source>Every row of the table is written to give it its own value: %1</source>
        <translation>ทุกแถวของตารางถูกเขียนใหม่เพื่อให้มีค่าของตนเอง: %1</translation>
    </message>
    <message>
        <source>On a site that has rows this fails, for they have no value: %1</source>
        <translation>หน่วยบริการที่มีข้อมูลจะไม่สำเร็จ เพราะแถวเดิมไม่มีค่า: %1</translation>
    </message>
    <message>
        <source>Every row of the table is written while nobody can use it: %1</source>
        <translation>ทุกแถวของตารางถูกเขียนใหม่โดยไม่มีใครใช้ตารางได้: %1</translation>
    </message>
    <message>
        <source>All rows are checked while nobody can write to the table: %1</source>
        <translation>ทุกแถวถูกตรวจสอบโดยไม่มีใครเขียนลงตารางได้: %1</translation>
    </message>
    <message>
        <source>An index is built while nobody can use the table: %1</source>
        <translation>ดัชนีถูกสร้างโดยไม่มีใครใช้ตารางได้: %1</translation>
    </message>
    <message>
        <source>All rows are checked while nobody can use the table: %1</source>
        <translation>ทุกแถวถูกตรวจสอบโดยไม่มีใครใช้ตารางได้: %1</translation>
    </message>
    <message>
        <source>The whole table is written anew while nobody can use it: %1</source>
        <translation>ทั้งตารางถูกเขียนใหม่โดยไม่มีใครใช้ตารางได้: %1</translation>
    </message>
    <message>
        <source>Nobody can write to the table while the index is built: %1</source>
        <translation>ไม่มีใครเขียนลงตารางได้ระหว่างสร้างดัชนี: %1</translation>
    </message>
    <message>
        <source>Others wait until this statement has the whole table done: %1</source>
        <translation>ผู้อื่นต้องรอจนคำสั่งนี้ทำทั้งตารางเสร็จ: %1</translation>
    </message>
    <message>
        <source>The rows of this are lost: %1</source>
        <translation>แถวข้อมูลของสิ่งนี้จะหายไป: %1</translation>
    </message>
    <message>
        <source>The values of this column are lost: %1</source>
        <translation>ค่าของคอลัมน์นี้จะหายไป: %1</translation>
    </message>
    <message>
        <source>Everything in this schema is lost: %1</source>
        <translation>ทุกอย่างในสคีมานี้จะหายไป: %1</translation>
    </message>
    <message>
        <source>With CASCADE the columns that use this are lost: %1</source>
        <translation>เมื่อใช้ CASCADE คอลัมน์ที่ใช้สิ่งนี้จะหายไป: %1</translation>
    </message>
    <message>
        <source>Everything that this user owns is lost: %1</source>
        <translation>ทุกอย่างที่ผู้ใช้นี้เป็นเจ้าของจะหายไป: %1</translation>
    </message>
    <message>
        <source>All rows of this table are lost: %1</source>
        <translation>ทุกแถวของตารางนี้จะหายไป: %1</translation>
    </message>
    <message>
        <source>Rows of this table are lost: %1</source>
        <translation>แถวของตารางนี้จะหายไป: %1</translation>
    </message>
    <message>
        <source>Every row gets a new value in this column: %1</source>
        <translation>ทุกแถวได้ค่าใหม่ในคอลัมน์นี้: %1</translation>
    </message>
    <message>
        <source>The new type of this column may hold less than the old one: %1</source>
        <translation>ชนิดข้อมูลใหม่ของคอลัมน์นี้อาจเก็บได้น้อยกว่าเดิม: %1</translation>
    </message>
    <message>
        <source>Without its triggers nothing keeps this table right: %1</source>
        <translation>เมื่อไม่มีทริกเกอร์ ตารางนี้ไม่มีอะไรรักษาความถูกต้อง: %1</translation>
    </message>
    <message>
        <source>SQL is put together at run time: what it does cannot be known.</source>
        <translation>SQL ถูกประกอบขึ้นขณะทำงาน จึงทราบล่วงหน้าไม่ได้ว่าทำอะไร</translation>
    </message>
    <message>
        <source>What a call of this function does cannot be known: %1</source>
        <translation>ทราบไม่ได้ว่าการเรียกฟังก์ชันนี้ทำอะไร: %1</translation>
    </message>
    <message>
        <source>This is named without its schema: %1</source>
        <translation>สิ่งนี้ถูกเรียกโดยไม่ระบุสคีมา: %1</translation>
    </message>
    <message>
        <source>This belongs to the module &quot;%1&quot;, which module.json does not require: %2</source>
        <translation>สิ่งนี้เป็นของโมดูล “%1” ซึ่ง module.json ไม่ได้ระบุว่าต้องมี: %2</translation>
    </message>
    <message>
        <source>This text is the hash of a password that somebody knows.</source>
        <translation>ข้อความนี้เป็นค่าแฮชของรหัสผ่านที่มีผู้รู้</translation>
    </message>
    <message>
        <source>Every site would have this value, which is to be secret: %1</source>
        <translation>ทุกหน่วยบริการจะมีค่านี้เหมือนกัน ทั้งที่ต้องเป็นความลับ: %1</translation>
    </message>
    <message>
        <source>The INSERT does not name its columns: %1</source>
        <translation>INSERT ไม่ได้ระบุคอลัมน์: %1</translation>
    </message>
    <message>
        <source>The INSERT has no ON CONFLICT, so it fails the second time: %1</source>
        <translation>INSERT ไม่มี ON CONFLICT จึงไม่สำเร็จในครั้งที่สอง: %1</translation>
    </message>
    <message>
        <source>ON CONFLICT does not name the key: %1</source>
        <translation>ON CONFLICT ไม่ได้ระบุคีย์: %1</translation>
    </message>
    <message>
        <source>The seed does something else than INSERT ... ON CONFLICT.</source>
        <translation>ข้อมูลตั้งต้นทำอย่างอื่นนอกจาก INSERT ... ON CONFLICT</translation>
    </message>
    <message>
        <source>This setting stays for whatever runs next in the session: %1</source>
        <translation>การตั้งค่านี้ค้างไปถึงสิ่งที่ทำต่อในเซสชัน: %1</translation>
    </message>
    <message>
        <source>This lock is kept until the session ends: %1</source>
        <translation>ล็อกนี้ถูกถือไว้จนจบเซสชัน: %1</translation>
    </message>
    <message>
        <source>This temporary table stays until the session ends; ON COMMIT DROP ends it: %1</source>
        <translation>ตารางชั่วคราวนี้อยู่จนจบเซสชัน ให้ใช้ ON COMMIT DROP: %1</translation>
    </message>
    <message>
        <source>The session keeps this: %1</source>
        <translation>เซสชันเก็บสิ่งนี้ไว้: %1</translation>
    </message>
    <message>
        <source>language %1</source>
        <translation>ภาษา %1</translation>
    </message>
    <message>
        <source>COPY with a file of the server</source>
        <translation>COPY กับไฟล์ของเซิร์ฟเวอร์</translation>
    </message>
    <message>
        <source>extension %1</source>
        <translation>ส่วนขยาย %1</translation>
    </message>
    <message>
        <source>Only a superuser may do this: %1</source>
        <translation>มีเพียง superuser เท่านั้นที่ทำได้: %1</translation>
    </message>
    <message>
        <source>No rule that can be silenced is called: %1</source>
        <translation>ไม่มีกฎที่ยกเว้นได้ชื่อนี้: %1</translation>
    </message>
    <message>
        <source>The comment gives no reason, so it silences nothing: %1</source>
        <translation>หมายเหตุไม่ได้บอกเหตุผล จึงไม่ยกเว้นสิ่งใด: %1</translation>
    </message>
    <message>
        <source>The comment silences nothing that is found: %1</source>
        <translation>หมายเหตุนี้ไม่ได้ยกเว้นสิ่งใดที่พบ: %1</translation>
    </message>
    <message>
        <source>A module folder has a correct module.json, and the modules that it requires are there.</source>
        <translation>โฟลเดอร์โมดูลมี module.json ที่ถูกต้อง และมีโมดูลที่ต้องใช้ครบ</translation>
    </message>
    <message>
        <source>Correct module.json, or add the folder of the missing module.</source>
        <translation>แก้ไข module.json หรือเพิ่มโฟลเดอร์ของโมดูลที่ขาดหาย</translation>
    </message>
    <message>
        <source>Migrations of a module are all named YYYYMMDDNNNNNN_description.sql, or all NNN_description.sql.</source>
        <translation>รายการปรับโครงสร้างของโมดูลใช้ชื่อแบบ YYYYMMDDNNNNNN_description.sql ทั้งหมด หรือ NNN_description.sql ทั้งหมด</translation>
    </message>
    <message>
        <source>Rename the file as the other files of the module are named.</source>
        <translation>เปลี่ยนชื่อไฟล์ให้เป็นแบบเดียวกับไฟล์อื่นของโมดูล</translation>
    </message>
    <message>
        <source>The number behind the date tells what a migration makes.</source>
        <translation>หมายเลขหลังวันที่บอกว่ารายการปรับโครงสร้างสร้างอะไร</translation>
    </message>
    <message>
        <source>Take the next free number of the range that fits: 1-9 schema and enums, 10-199 tables, 200-299 views, 300-399 functions and triggers, 400-499 indexes, 500 and up for later changes.</source>
        <translation>ใช้หมายเลขว่างถัดไปของช่วงที่ตรง: 1-9 สคีมาและ enum, 10-199 ตาราง, 200-299 วิว, 300-399 ฟังก์ชันและทริกเกอร์, 400-499 ดัชนี, 500 ขึ้นไปสำหรับการแก้ไขภายหลัง</translation>
    </message>
    <message>
        <source>No two migrations of a module have the same number.</source>
        <translation>ไม่มีรายการปรับโครงสร้างสองรายการของโมดูลใช้หมายเลขเดียวกัน</translation>
    </message>
    <message>
        <source>Give one of them the next free number.</source>
        <translation>ให้รายการหนึ่งใช้หมายเลขว่างถัดไป</translation>
    </message>
    <message>
        <source>No two migrations of a module have the same description.</source>
        <translation>ไม่มีรายการปรับโครงสร้างสองรายการของโมดูลใช้คำบรรยายเดียวกัน</translation>
    </message>
    <message>
        <source>Say in the name what this file does and the other does not.</source>
        <translation>บอกในชื่อว่าไฟล์นี้ทำอะไรที่อีกไฟล์ไม่ได้ทำ</translation>
    </message>
    <message>
        <source>A file is UTF-8 text with the markers &quot;-- migrate:up&quot; and &quot;-- migrate:down&quot;.</source>
        <translation>ไฟล์เป็นข้อความ UTF-8 ที่มีเครื่องหมาย “-- migrate:up” และ “-- migrate:down”</translation>
    </message>
    <message>
        <source>Correct the line.</source>
        <translation>แก้ไขบรรทัดนี้</translation>
    </message>
    <message>
        <source>PostgreSQL can read the SQL.</source>
        <translation>PostgreSQL อ่าน SQL ได้</translation>
    </message>
    <message>
        <source>Correct the SQL at this place.</source>
        <translation>แก้ไข SQL ที่จุดนี้</translation>
    </message>
    <message>
        <source>A migration holds nothing that the program cannot run in its transaction: no BEGIN or COMMIT, no psql commands, no COPY FROM STDIN.</source>
        <translation>รายการปรับโครงสร้างไม่มีสิ่งที่โปรแกรมทำในทรานแซกชันไม่ได้: ไม่มี BEGIN หรือ COMMIT ไม่มีคำสั่งของ psql ไม่มี COPY FROM STDIN</translation>
    </message>
    <message>
        <source>Take the statement out, or mark the section with &quot;transaction:false&quot; where PostgreSQL refuses it in a transaction.</source>
        <translation>นำคำสั่งออก หรือทำเครื่องหมาย “transaction:false” ที่ส่วนนั้นหาก PostgreSQL ไม่ยอมให้ทำในทรานแซกชัน</translation>
    </message>
    <message>
        <source>Every object is named with its schema, in bodies of views and functions too.</source>
        <translation>ทุกสิ่งถูกเรียกพร้อมสคีมา รวมทั้งในเนื้อความของวิวและฟังก์ชัน</translation>
    </message>
    <message>
        <source>Write the schema in front of the name: schema.name.</source>
        <translation>เขียนสคีมาไว้หน้าชื่อ: schema.name</translation>
    </message>
    <message>
        <source>Add the module to &quot;requires&quot; in module.json, or do without the object.</source>
        <translation>เพิ่มโมดูลใน “requires” ของ module.json หรือไม่ใช้สิ่งนั้น</translation>
    </message>
    <message>
        <source>What may be there already is created so that this does not fail.</source>
        <translation>สิ่งที่อาจมีอยู่แล้วถูกสร้างด้วยวิธีที่ไม่ล้มเหลว</translation>
    </message>
    <message>
        <source>Write IF NOT EXISTS or OR REPLACE, or give the statement a migration of its own.</source>
        <translation>เขียน IF NOT EXISTS หรือ OR REPLACE หรือแยกคำสั่งเป็นรายการปรับโครงสร้างของตนเอง</translation>
    </message>
    <message>
        <source>A migration does one thing: it makes objects, or changes older ones, or changes rows.</source>
        <translation>รายการปรับโครงสร้างทำเรื่องเดียว: สร้างสิ่งใหม่ หรือแก้ไขสิ่งเดิม หรือแก้ไขแถวข้อมูล</translation>
    </message>
    <message>
        <source>Give the second concern a migration of its own; rows that are shipped belong in a seed.</source>
        <translation>แยกเรื่องที่สองเป็นรายการปรับโครงสร้างของตนเอง แถวข้อมูลที่ส่งมาด้วยให้อยู่ในข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>A trigger is created after its table and its function.</source>
        <translation>ทริกเกอร์ถูกสร้างหลังตารางและฟังก์ชันของมัน</translation>
    </message>
    <message>
        <source>Move the CREATE TRIGGER behind both.</source>
        <translation>ย้าย CREATE TRIGGER ไปไว้หลังทั้งสอง</translation>
    </message>
    <message>
        <source>The comment of an enum type says what each label means.</source>
        <translation>คำอธิบายของชนิด enum บอกความหมายของทุกค่า</translation>
    </message>
    <message>
        <source>Add COMMENT ON TYPE with a line for each label.</source>
        <translation>เพิ่ม COMMENT ON TYPE โดยมีบรรทัดสำหรับแต่ละค่า</translation>
    </message>
    <message>
        <source>The columns of a foreign key lead an index.</source>
        <translation>คอลัมน์ของคีย์นอกอยู่ต้นดัชนี</translation>
    </message>
    <message>
        <source>Add an index that starts with these columns, in this or a later file.</source>
        <translation>เพิ่มดัชนีที่ขึ้นต้นด้วยคอลัมน์เหล่านี้ ในไฟล์นี้หรือไฟล์ถัดไป</translation>
    </message>
    <message>
        <source>A migration has a down section.</source>
        <translation>รายการปรับโครงสร้างมีส่วน down</translation>
    </message>
    <message>
        <source>Add &quot;-- migrate:down&quot; with the statements that undo the up section.</source>
        <translation>เพิ่ม “-- migrate:down” พร้อมคำสั่งที่ย้อนคืนส่วน up</translation>
    </message>
    <message>
        <source>The down section undoes exactly what the up section did.</source>
        <translation>ส่วน down ย้อนคืนสิ่งที่ส่วน up ทำได้ครบพอดี</translation>
    </message>
    <message>
        <source>Let the down section undo this, and nothing else.</source>
        <translation>ให้ส่วน down ย้อนคืนสิ่งนี้และไม่ทำอย่างอื่น</translation>
    </message>
    <message>
        <source>The migrations run, up and down, on an empty database.</source>
        <translation>รายการปรับโครงสร้างปรับและย้อนคืนได้บนฐานข้อมูลว่าง</translation>
    </message>
    <message>
        <source>Correct the statement.</source>
        <translation>แก้ไขคำสั่งนี้</translation>
    </message>
    <message>
        <source>Up and down leave the database as it was, and down and up as well.</source>
        <translation>ปรับแล้วย้อนคืนได้ฐานข้อมูลเหมือนเดิม และย้อนคืนแล้วปรับใหม่ก็เหมือนเดิม</translation>
    </message>
    <message>
        <source>The up section destroys no rows of the site.</source>
        <translation>ส่วน up ไม่ทำลายแถวข้อมูลของหน่วยบริการ</translation>
    </message>
    <message>
        <source>Keep the data: rename, copy, or leave the old column for a release.</source>
        <translation>รักษาข้อมูลไว้: เปลี่ยนชื่อ คัดลอก หรือคงคอลัมน์เดิมไว้อีกหนึ่งรุ่น</translation>
    </message>
    <message>
        <source>What a migration does can be read before it runs.</source>
        <translation>อ่านได้ก่อนดำเนินการว่ารายการปรับโครงสร้างทำอะไร</translation>
    </message>
    <message>
        <source>Write the statements out instead of putting SQL together at run time.</source>
        <translation>เขียนคำสั่งออกมาโดยตรง แทนการประกอบ SQL ขณะทำงาน</translation>
    </message>
    <message>
        <source>A column that is added to an older table may be empty or has a default.</source>
        <translation>คอลัมน์ที่เพิ่มในตารางเดิมว่างได้หรือมีค่าเริ่มต้น</translation>
    </message>
    <message>
        <source>Add it without NOT NULL or with a default, fill the rows, then SET NOT NULL.</source>
        <translation>เพิ่มโดยไม่มี NOT NULL หรือมีค่าเริ่มต้น เติมแถวข้อมูล แล้วจึง SET NOT NULL</translation>
    </message>
    <message>
        <source>A column that is added to an older table has a default that is the same for every row.</source>
        <translation>คอลัมน์ที่เพิ่มในตารางเดิมมีค่าเริ่มต้นที่เหมือนกันทุกแถว</translation>
    </message>
    <message>
        <source>Add the column without the default, set the default, then fill the rows in batches.</source>
        <translation>เพิ่มคอลัมน์โดยไม่มีค่าเริ่มต้น กำหนดค่าเริ่มต้น แล้วเติมแถวเป็นชุด</translation>
    </message>
    <message>
        <source>The type of a column of an older table changes only where no row is rewritten.</source>
        <translation>ชนิดข้อมูลของคอลัมน์ในตารางเดิมเปลี่ยนเฉพาะเมื่อไม่ต้องเขียนแถวใหม่</translation>
    </message>
    <message>
        <source>Add a new column, fill it in batches, and let the programs move to it.</source>
        <translation>เพิ่มคอลัมน์ใหม่ เติมข้อมูลเป็นชุด แล้วให้โปรแกรมย้ายมาใช้</translation>
    </message>
    <message>
        <source>No statement rewrites or locks a whole table.</source>
        <translation>ไม่มีคำสั่งใดเขียนใหม่หรือล็อกทั้งตาราง</translation>
    </message>
    <message>
        <source>Leave such work to the administrator, in a maintenance window.</source>
        <translation>ให้ผู้ดูแลระบบทำงานเช่นนี้ในช่วงเวลาปิดปรับปรุง</translation>
    </message>
    <message>
        <source>SET NOT NULL on an older table follows a CHECK that is validated already.</source>
        <translation>SET NOT NULL ในตารางเดิมอยู่หลัง CHECK ที่ตรวจสอบแล้ว</translation>
    </message>
    <message>
        <source>A constraint on an older table is added without a scan under a lock.</source>
        <translation>เงื่อนไขบังคับของตารางเดิมถูกเพิ่มโดยไม่อ่านทั้งตารางขณะล็อก</translation>
    </message>
    <message>
        <source>An index on an older table is built CONCURRENTLY.</source>
        <translation>ดัชนีของตารางเดิมถูกสร้างแบบ CONCURRENTLY</translation>
    </message>
    <message>
        <source>Write CREATE INDEX CONCURRENTLY in a file of its own that is marked &quot;transaction:false&quot;.</source>
        <translation>เขียน CREATE INDEX CONCURRENTLY ในไฟล์ของตนเองที่ทำเครื่องหมาย “transaction:false”</translation>
    </message>
    <message>
        <source>Nothing that a file sets outlives its transaction.</source>
        <translation>ไม่มีสิ่งใดที่ไฟล์ตั้งค่าค้างอยู่หลังทรานแซกชัน</translation>
    </message>
    <message>
        <source>Nothing needs a superuser: the site&apos;s own user runs the migrations.</source>
        <translation>ไม่มีสิ่งใดต้องใช้ superuser: ผู้ใช้ของหน่วยบริการเองเป็นผู้ปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>Do without it, or let the administrator do it once, outside the migrations.</source>
        <translation>ไม่ใช้สิ่งนี้ หรือให้ผู้ดูแลระบบทำครั้งเดียวนอกรายการปรับโครงสร้าง</translation>
    </message>
    <message>
        <source>Write INSERT with its columns and ON CONFLICT (key) DO NOTHING or DO UPDATE.</source>
        <translation>เขียน INSERT พร้อมคอลัมน์ และ ON CONFLICT (key) DO NOTHING หรือ DO UPDATE</translation>
    </message>
    <message>
        <source>Leave it out: who installs the site chooses it.</source>
        <translation>ไม่ต้องใส่: ผู้ติดตั้งหน่วยบริการเป็นผู้เลือก</translation>
    </message>
    <message>
        <source>A CSV seed starts with the names of its columns, those of the key with *; its rows fit them and each has a key of its own.</source>
        <translation>ข้อมูลตั้งต้นแบบ CSV ขึ้นต้นด้วยชื่อคอลัมน์ คอลัมน์ของคีย์มี * ทุกแถวมีจำนวนช่องตรงกันและมีคีย์ไม่ซ้ำกัน</translation>
    </message>
    <message>
        <source>Write the header as column names with commas between them, the key&apos;s with *: code*,name.</source>
        <translation>เขียนบรรทัดหัวเป็นชื่อคอลัมน์คั่นด้วยจุลภาค คอลัมน์ของคีย์มี *: code*,name</translation>
    </message>
    <message>
        <source>An ignore comment says why.</source>
        <translation>หมายเหตุยกเว้นบอกเหตุผล</translation>
    </message>
    <message>
        <source>Write -- lint:ignore RULE: reason.</source>
        <translation>เขียน -- lint:ignore RULE: reason</translation>
    </message>
    <message>
        <source>An ignore comment names a rule that can be silenced.</source>
        <translation>หมายเหตุยกเว้นระบุกฎที่ยกเว้นได้</translation>
    </message>
    <message>
        <source>&quot;aegisx-sitectl lint --rules&quot; lists the rules.</source>
        <translation>“aegisx-sitectl lint --rules” แสดงรายการกฎ</translation>
    </message>
    <message>
        <source>An ignore comment silences something.</source>
        <translation>หมายเหตุยกเว้นมีสิ่งที่ถูกยกเว้น</translation>
    </message>
    <message>
        <source>Remove the comment, or move it to the line before the statement.</source>
        <translation>ลบหมายเหตุ หรือย้ายไปบรรทัดก่อนคำสั่ง</translation>
    </message>
    <message>
        <source>This is missing: %1</source>
        <translation>สิ่งนี้ขาดหาย: %1</translation>
    </message>
    <message>
        <source>This is not as it was: %1</source>
        <translation>สิ่งนี้ไม่เหมือนเดิม: %1</translation>
    </message>
    <message>
        <source>This is left over: %1</source>
        <translation>สิ่งนี้ยังค้างอยู่: %1</translation>
    </message>
    <message>
        <source>schema %1</source>
        <translation>สคีมา %1</translation>
    </message>
    <message>
        <source>column %1</source>
        <translation>คอลัมน์ %1</translation>
    </message>
    <message>
        <source>type %1</source>
        <translation>ชนิดข้อมูล %1</translation>
    </message>
    <message>
        <source>enum label %1</source>
        <translation>ค่าของ enum %1</translation>
    </message>
    <message>
        <source>sequence %1</source>
        <translation>ลำดับเลข %1</translation>
    </message>
    <message>
        <source>index %1</source>
        <translation>ดัชนี %1</translation>
    </message>
    <message>
        <source>constraint %1</source>
        <translation>เงื่อนไขบังคับ %1</translation>
    </message>
    <message>
        <source>view %1</source>
        <translation>วิว %1</translation>
    </message>
    <message>
        <source>function %1</source>
        <translation>ฟังก์ชัน %1</translation>
    </message>
    <message>
        <source>trigger %1</source>
        <translation>ทริกเกอร์ %1</translation>
    </message>
    <message>
        <source>table %1</source>
        <translation>ตาราง %1</translation>
    </message>
    <message>
        <source>The user may not make a database at this server.</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์สร้างฐานข้อมูลที่เซิร์ฟเวอร์นี้</translation>
    </message>
    <message>
        <source>Give a user with the right CREATEDB, or try it with --practice.</source>
        <translation>ให้ผู้ใช้ที่มีสิทธิ์ CREATEDB หรือทดลองด้วย --practice</translation>
    </message>
    <message numerus="yes">
        <source>%n more difference(s)</source>
        <translation>
            <numerusform>ความแตกต่างอีก %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>A quotation mark is out of place, or not closed.</source>
        <translation>เครื่องหมายคำพูดอยู่ผิดที่หรือไม่ได้ปิด</translation>
    </message>
    <message>
        <source>The name of a CSV seed must say which table it fills: number_schema.table.csv</source>
        <translation>ชื่อไฟล์ข้อมูลตั้งต้นแบบ CSV ต้องบอกตารางที่จะเติม: number_schema.table.csv</translation>
    </message>
    <message>
        <source>This is no name of a column: %1</source>
        <translation>นี่ไม่ใช่ชื่อคอลัมน์: %1</translation>
    </message>
    <message>
        <source>The column is there twice: %1</source>
        <translation>มีคอลัมน์นี้ซ้ำสองครั้ง: %1</translation>
    </message>
    <message>
        <source>No column is marked with * as the one that tells the rows apart.</source>
        <translation>ไม่มีคอลัมน์ใดที่ทำเครื่องหมาย * ไว้เพื่อแยกแต่ละแถว</translation>
    </message>
    <message>
        <source>The row has %1 cells; the first row names %2 columns.</source>
        <translation>แถวนี้มี %1 ช่อง แต่แถวแรกมีชื่อคอลัมน์ %2 คอลัมน์</translation>
    </message>
    <message>
        <source>A row must not be \. alone.</source>
        <translation>แถวที่มีเพียง \. ใช้ไม่ได้</translation>
    </message>
    <message>
        <source>The file name does not follow the convention number_schema.table.csv: %1</source>
        <translation>ชื่อไฟล์ไม่เป็นไปตามรูปแบบ number_schema.table.csv: %1</translation>
    </message>
    <message numerus="yes">
        <source>It is recorded %n times, and all these rows are deleted: %1</source>
        <translation>
            <numerusform>มีการบันทึกไว้ %n ครั้ง และแถวเหล่านี้จะถูกลบทั้งหมด: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Module %1 needs module %2, which has pending migrations that are not part of this plan.</source>
        <translation>โมดูล %1 ต้องใช้โมดูล %2 ซึ่งยังมีรายการปรับโครงสร้างรอดำเนินการที่ไม่อยู่ในแผนนี้</translation>
    </message>
    <message>
        <source>USAGE on the sequence of %1</source>
        <translation>USAGE บนลำดับเลข (sequence) ของ %1</translation>
    </message>
    <message>
        <source>User %1 lacks the rights that this needs: %2</source>
        <translation>ผู้ใช้ %1 ไม่มีสิทธิ์ที่จำเป็น: %2</translation>
    </message>
    <message>
        <source>%1 writes over rows that the site has edited: the program cannot compare what it brings with what the site has.</source>
        <translation>%1 เขียนทับแถวที่หน่วยบริการแก้ไขไว้ เพราะโปรแกรมเปรียบเทียบข้อมูลที่นำมากับข้อมูลของหน่วยบริการไม่ได้</translation>
    </message>
    <message>
        <source>The vendor must name the table with its schema, the key by its columns, and set each column to its own EXCLUDED one.</source>
        <translation>ผู้พัฒนาระบบต้องระบุตารางพร้อม schema ระบุคอลัมน์ที่เป็นรหัส และกำหนดแต่ละคอลัมน์จาก EXCLUDED ของคอลัมน์นั้นเอง</translation>
    </message>
    <message>
        <source>It has a transaction open since %1.</source>
        <translation>มีทรานแซกชันเปิดอยู่ตั้งแต่ %1</translation>
    </message>
    <message numerus="yes">
        <source>It holds locks on %n index(es) or sequence(s).</source>
        <translation>
            <numerusform>ถือล็อกของดัชนีหรือลำดับเลข %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>It holds locks on: %1</source>
        <translation>ถือล็อกของ: %1</translation>
    </message>
    <message>
        <source>Whether the holder of the lock is gone cannot be proved: it left no name.</source>
        <translation>พิสูจน์ไม่ได้ว่าผู้ที่ล็อกไม่อยู่แล้ว เพราะไม่ได้ทิ้งชื่อไว้</translation>
    </message>
    <message>
        <source>At work now, and may hold the lock: %1</source>
        <translation>กำลังทำงานอยู่ และอาจเป็นผู้ที่ล็อก: %1</translation>
    </message>
    <message>
        <source>It cannot be known, as the user may not read what is recorded. Modules: %1</source>
        <translation>ไม่สามารถทราบได้ เพราะผู้ใช้ไม่มีสิทธิ์อ่านสิ่งที่บันทึกไว้ โมดูล: %1</translation>
    </message>
    <message>
        <source>Pending migrations</source>
        <translation>รายการปรับโครงสร้างที่รอดำเนินการ</translation>
    </message>
    <message>
        <source>What they make is not there yet, as far as it shows.</source>
        <translation>สิ่งที่รายการเหล่านี้จะสร้างยังไม่มีอยู่ เท่าที่ตรวจสอบได้</translation>
    </message>
    <message>
        <source>They would fail, because what they do has been done before, all of it or a part: %1</source>
        <translation>รายการเหล่านี้จะล้มเหลว เพราะสิ่งที่จะทำได้ทำไปแล้วทั้งหมดหรือบางส่วน: %1</translation>
    </message>
    <message>
        <source>Look at the evidence. Mark as completed what is done. Of what is half there, either take away what is there, then upgrade again; or make what is missing, then mark it as completed.</source>
        <translation>โปรดดูหลักฐาน ทำเครื่องหมายว่าเสร็จสิ้นสำหรับรายการที่ทำแล้ว ส่วนรายการที่มีเพียงบางส่วน ให้นำสิ่งที่มีอยู่ออกแล้วอัปเกรดอีกครั้ง หรือสร้างส่วนที่ขาดหายแล้วทำเครื่องหมายว่าเสร็จสิ้น</translation>
    </message>
    <message>
        <source>Besides these, what is recorded and what is there agree.</source>
        <translation>นอกจากนี้ สิ่งที่บันทึกไว้กับสิ่งที่มีอยู่ตรงกัน</translation>
    </message>
    <message>
        <source>It cannot be known which files changed.</source>
        <translation>ไม่ทราบว่าไฟล์ใดเปลี่ยนไป</translation>
    </message>
    <message numerus="yes">
        <source>Unchanged since they were applied: %n file(s).</source>
        <translation>
            <numerusform>ไม่เปลี่ยนแปลงตั้งแต่ดำเนินการ: %n ไฟล์</numerusform>
        </translation>
    </message>
    <message>
        <source>The user lacks CREATE ON DATABASE %1, which CREATE SCHEMA wants even where the schema is there: %2</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์ CREATE ON DATABASE %1 ซึ่ง CREATE SCHEMA ต้องใช้แม้มีสคีมาอยู่แล้ว: %2</translation>
    </message>
    <message numerus="yes">
        <source>No lag: %n replication slot(s).</source>
        <translation>
            <numerusform>ไม่มีการตามหลัง: replication slot %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>Look on the server: a run that rewrites a large table needs it twice.</source>
        <translation>โปรดตรวจสอบที่เซิร์ฟเวอร์ การทำงานที่เขียนตารางขนาดใหญ่ใหม่ต้องใช้เนื้อที่เป็นสองเท่า</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>คงไว้</translation>
    </message>
    <message numerus="yes">
        <source>Of %n migration(s) the record and the database still disagree: look at the evidence.</source>
        <translation>
            <numerusform>รายการปรับโครงสร้าง %n รายการยังบันทึกไว้ไม่ตรงกับฐานข้อมูล โปรดดูหลักฐาน</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Migrations still pending: %n. Upgrade the site.</source>
        <translation>
            <numerusform>รายการปรับโครงสร้างที่ยังรอดำเนินการ: %n รายการ โปรดอัปเกรดหน่วยบริการ</numerusform>
        </translation>
    </message>
    <message>
        <source>A part of %1 stays without being recorded: %2 of its %3 statements ran.</source>
        <translation>บางส่วนของ %1 ยังคงอยู่โดยไม่ได้บันทึก: คำสั่งที่ทำแล้วมี %2 จาก %3 คำสั่ง</translation>
    </message>
    <message>
        <source>The statement of %1 at which it stopped may have left something as well, such as an index that is not valid.</source>
        <translation>คำสั่งที่หยุดกลางคันของ %1 อาจทิ้งบางสิ่งไว้ด้วย เช่น ดัชนีที่ใช้ไม่ได้</translation>
    </message>
    <message>
        <source>Mend the cause and look at the evidence of %1: it names what is still there. Either take that away by hand and mark the migration as pending, or make again what is gone.</source>
        <translation>แก้ไขสาเหตุแล้วดูหลักฐานของ %1 ซึ่งแสดงสิ่งที่ยังเหลืออยู่ จากนั้นนำสิ่งนั้นออกด้วยตนเองแล้วทำเครื่องหมายว่ารอดำเนินการ หรือสร้างสิ่งที่หายไปขึ้นใหม่</translation>
    </message>
    <message>
        <source>The run stopped part-way: %1 of %2 steps are in the database and recorded.</source>
        <translation>การดำเนินการหยุดกลางคัน: อยู่ในฐานข้อมูลและบันทึกแล้ว %1 จาก %2 ขั้นตอน</translation>
    </message>
    <message>
        <source>You cancelled it. Start the same operation again when you like: it goes on with the first step that is not recorded.</source>
        <translation>การดำเนินการถูกยกเลิกตามที่สั่ง เริ่มการดำเนินการเดิมอีกครั้งได้เมื่อพร้อม โดยจะทำต่อจากขั้นตอนแรกที่ยังไม่ได้บันทึก</translation>
    </message>
    <message>
        <source>You cancelled it. Start it again when you like.</source>
        <translation>การดำเนินการถูกยกเลิกตามที่สั่ง เริ่มใหม่ได้เมื่อพร้อม</translation>
    </message>
    <message>
        <source>What was shipped before is not known, because the user may not write the schema aegisx_site: every row that differs is kept. Table: %1</source>
        <translation>ไม่ทราบค่าที่ส่งมาครั้งก่อน เพราะผู้ใช้ไม่มีสิทธิ์เขียนใน schema aegisx_site จึงคงทุกแถวที่ต่างไว้ ตาราง: %1</translation>
    </message>
    <message>
        <source>What the migration would create is there already. Look at its evidence: if all of it is there, mark it as completed; if only a part is, take that away or make by hand what is missing.</source>
        <translation>สิ่งที่รายการปรับโครงสร้างนี้จะสร้างมีอยู่แล้ว โปรดดูหลักฐาน: หากมีอยู่ครบ ให้ทำเครื่องหมายว่าเสร็จสิ้น หากมีเพียงบางส่วน ให้นำส่วนนั้นออกหรือสร้างสิ่งที่ขาดหายด้วยตนเอง</translation>
    </message>
    <message>
        <source>Wait until it has ended, then try again: %1</source>
        <translation>รอจนสิ้นสุดแล้วลองอีกครั้ง: %1</translation>
    </message>
    <message>
        <source>The tables were in use. Close these programs, end their sessions, or choose a quieter time, then try again: %1</source>
        <translation>ตารางกำลังถูกใช้งาน ปิดโปรแกรมเหล่านี้ จบเซสชันของโปรแกรม หรือเลือกเวลาที่มีการใช้งานน้อย แล้วลองอีกครั้ง: %1</translation>
    </message>
    <message>
        <source>A prepared transaction ends only when its owner or the server&apos;s administrator commits it or rolls it back.</source>
        <translation>ทรานแซกชันที่เตรียมไว้ (prepared transaction) จะสิ้นสุดเมื่อเจ้าของหรือผู้ดูแลระบบของเซิร์ฟเวอร์สั่ง COMMIT PREPARED หรือ ROLLBACK PREPARED เท่านั้น</translation>
    </message>
    <message>
        <source>prepared transaction &quot;%1&quot; of user %2, since %3</source>
        <translation>ทรานแซกชันที่เตรียมไว้ “%1” ของผู้ใช้ %2 ตั้งแต่ %3</translation>
    </message>
    <message>
        <source>must be a whole number from 1 on, not: %1</source>
        <translation>ต้องเป็นจำนวนเต็มตั้งแต่ 1 ขึ้นไป ไม่ใช่: %1</translation>
    </message>
    <message>
        <source>hold module folders against the written standards</source>
        <translation>ตรวจโฟลเดอร์โมดูลกับมาตรฐานที่เขียนไว้</translation>
    </message>
    <message>
        <source>module folders, or folders of them; without it those of --modules</source>
        <translation>โฟลเดอร์โมดูล หรือโฟลเดอร์ที่มีโมดูลอยู่ หากไม่ระบุจะใช้ของ --modules</translation>
    </message>
    <message>
        <source>text, json or sarif</source>
        <translation>text, json หรือ sarif</translation>
    </message>
    <message>
        <source>a server to run them at, up and down, in a database of their own</source>
        <translation>เซิร์ฟเวอร์สำหรับทดลองปรับและย้อนคืน ในฐานข้อมูลที่สร้างขึ้นเฉพาะ</translation>
    </message>
    <message>
        <source>the same at the server of the practice site</source>
        <translation>ทำเช่นเดียวกันที่เซิร์ฟเวอร์ของระบบฝึกใช้งาน</translation>
    </message>
    <message>
        <source>list the rules instead</source>
        <translation>แสดงรายการกฎแทน</translation>
    </message>
    <message>
        <source>write the files of a new module</source>
        <translation>เขียนไฟล์ของโมดูลใหม่</translation>
    </message>
    <message>
        <source>make a module&apos;s folder</source>
        <translation>สร้างโฟลเดอร์ของโมดูล</translation>
    </message>
    <message>
        <source>its id: small letters, digits, &quot;-&quot;</source>
        <translation>รหัส: ตัวพิมพ์เล็ก ตัวเลข “-”</translation>
    </message>
    <message>
        <source>its title in English</source>
        <translation>ชื่อภาษาอังกฤษ</translation>
    </message>
    <message>
        <source>its title in Thai</source>
        <translation>ชื่อภาษาไทย</translation>
    </message>
    <message>
        <source>the folder in which it is made; else this one</source>
        <translation>โฟลเดอร์ที่จะสร้างไว้ หากไม่ระบุคือโฟลเดอร์ปัจจุบัน</translation>
    </message>
    <message>
        <source>add a migration to a module</source>
        <translation>เพิ่มรายการปรับโครงสร้างในโมดูล</translation>
    </message>
    <message>
        <source>small letters with underscores: create_specimens</source>
        <translation>ตัวพิมพ์เล็กคั่นด้วยขีดล่าง: create_specimens</translation>
    </message>
    <message>
        <source>what it makes</source>
        <translation>สิ่งที่จะสร้าง</translation>
    </message>
    <message>
        <source>the module&apos;s folder, or one that holds it; else this one</source>
        <translation>โฟลเดอร์ของโมดูล หรือโฟลเดอร์ที่บรรจุโมดูล หากไม่ระบุคือโฟลเดอร์ปัจจุบัน</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>กฎ</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>ระดับ</translation>
    </message>
    <message>
        <source>What it asks for</source>
        <translation>สิ่งที่กำหนด</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of these modules: %1</source>
        <translation>
            <numerusform>%n ไฟล์ของโมดูลเหล่านี้: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Errors: %1, warnings: %2</source>
        <translation>ข้อผิดพลาด: %1 คำเตือน: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) silenced by a comment with a reason</source>
        <translation>
            <numerusform>ข้อที่พบ %n รายการถูกยกเว้นโดยหมายเหตุที่มีเหตุผล</numerusform>
        </translation>
    </message>
    <message>
        <source>At work in this database now:</source>
        <translation>กำลังทำงานอยู่ในฐานข้อมูลนี้:</translation>
    </message>
    <message>
        <source>The module %1 is in none of these folders: %2</source>
        <translation>ไม่พบโมดูล %1 ในโฟลเดอร์เหล่านี้: %2</translation>
    </message>
    <message>
        <source>Made in: %1</source>
        <translation>สร้างไว้ใน: %1</translation>
    </message>
    <message>
        <source>Try next: %1</source>
        <translation>ขั้นต่อไป: %1</translation>
    </message>
    <message>
        <source>Releasing a lock whose holder is not proven gone needs a confirmation, and nobody can be asked here.</source>
        <translation>การปลดล็อกโดยที่ยังพิสูจน์ไม่ได้ว่าผู้ที่ล็อกไม่อยู่แล้วต้องมีการยืนยัน แต่ที่นี่ไม่มีผู้ใดให้ถาม</translation>
    </message>
    <message numerus="yes">
        <source>Not proved by the database to be undone: %n migration(s).</source>
        <translation>
            <numerusform>ฐานข้อมูลไม่ได้พิสูจน์ว่ารายการปรับโครงสร้าง %n รายการยังไม่ได้ทำ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not proved by the database to be done: %n migration(s).</source>
        <translation>
            <numerusform>ฐานข้อมูลไม่ได้พิสูจน์ว่ารายการปรับโครงสร้าง %n รายการทำเสร็จแล้ว</numerusform>
        </translation>
    </message>
    <message>
        <source>another number</source>
        <translation>จำนวนต่างกัน</translation>
    </message>
    <message>
        <source>The list of migrations of this module cannot be read.</source>
        <translation>ไม่สามารถอ่านรายการปรับโครงสร้างของโมดูลนี้ได้</translation>
    </message>
    <message>
        <source>Looking at what it does...</source>
        <translation>กำลังตรวจดูว่าเซสชันนั้นทำสิ่งใด…</translation>
    </message>
    <message>
        <source>It runs no statement now: there is nothing to cancel. What it has open ends only with its session.</source>
        <translation>ขณะนี้ไม่ได้ทำคำสั่งใด จึงไม่มีสิ่งใดให้ยกเลิก สิ่งที่เปิดค้างไว้จะสิ้นสุดเมื่อจบเซสชันเท่านั้น</translation>
    </message>
    <message>
        <source>The evidence names what is there and what is missing. Either take away what is there: not recorded as completed, they run again with the next upgrade. Or make what is missing by hand: then they are to be recorded as completed, with a reason. Ask the vendor if in doubt.</source>
        <translation>หลักฐานระบุสิ่งที่มีอยู่และสิ่งที่ขาดหาย เลือกทางใดทางหนึ่ง: นำสิ่งที่มีอยู่ออกและไม่บันทึกว่าเสร็จสิ้น การอัปเกรดครั้งถัดไปจะดำเนินการใหม่ หรือสร้างสิ่งที่ขาดหายด้วยตนเอง แล้วบันทึกว่าเสร็จสิ้นพร้อมเหตุผล หากไม่แน่ใจโปรดสอบถามผู้พัฒนาระบบ</translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) done, but not recorded: %2</source>
        <translation>
            <numerusform>รายการปรับโครงสร้าง %n รายการของโมดูล %1 ทำเสร็จแล้วแต่ไม่ได้บันทึก: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) recorded without what should be there: %2</source>
        <translation>
            <numerusform>รายการปรับโครงสร้าง %n รายการของโมดูล %1 บันทึกไว้แล้ว แต่ไม่พบสิ่งที่ควรมี: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) half there: %2</source>
        <translation>
            <numerusform>รายการปรับโครงสร้าง %n รายการของโมดูล %1 มีอยู่เพียงบางส่วน: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) with objects in another schema: %2</source>
        <translation>
            <numerusform>รายการปรับโครงสร้าง %n รายการของโมดูล %1 มีวัตถุอยู่ในสคีมาอื่น: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n object(s) in the wrong schema. The right one is %2: %3</source>
        <translation>
            <numerusform>วัตถุ %n รายการของโมดูล %1 อยู่ผิดสคีมา สคีมาที่ถูกต้องคือ %2: %3</numerusform>
        </translation>
    </message>
    <message>
        <source>But the database differs from what is recorded; see below first.</source>
        <translation>แต่ฐานข้อมูลไม่ตรงกับที่บันทึกไว้ โปรดดูด้านล่างก่อน</translation>
    </message>
    <message>
        <source>This is written; nothing else is run.</source>
        <translation>เขียนเพียงเท่านี้ ไม่มีการทำคำสั่งอื่น</translation>
    </message>
    <message>
        <source>This is written; nothing of the file is run: %1</source>
        <translation>เขียนเพียงเท่านี้ ไม่มีการทำคำสั่งในไฟล์: %1</translation>
    </message>
    <message>
        <source>Evidence (%1)</source>
        <translation>หลักฐาน (%1)</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) without a problem</source>
        <translation>
            <numerusform>ผ่าน %n รายการ</numerusform>
        </translation>
    </message>
    <message>
        <source>Part of what the migration makes may be there. Either take away what is there and upgrade again, or make what is missing by hand and mark the migration as completed, with a reason. The evidence names both: %1</source>
        <translation>บางส่วนที่รายการปรับโครงสร้างนี้สร้างอาจมีอยู่แล้ว เลือกทางใดทางหนึ่ง: นำสิ่งที่มีอยู่ออกแล้วอัปเกรดอีกครั้ง หรือสร้างสิ่งที่ขาดหายด้วยตนเองแล้วทำเครื่องหมายว่าเสร็จสิ้นพร้อมเหตุผล หลักฐานระบุทั้งสองอย่าง: %1</translation>
    </message>
    <message>
        <source>The evidence says, object by object, what the database has of the migration: %1</source>
        <translation>หลักฐานแสดงทีละวัตถุว่าฐานข้อมูลมีสิ่งใดของรายการปรับโครงสร้าง: %1</translation>
    </message>
    <message>
        <source>Others held what the run needed. See who holds it now; such a session can be asked to cancel, or be ended.</source>
        <translation>ผู้อื่นถือสิ่งที่การดำเนินการต้องใช้ ดูว่าขณะนี้ใครถืออยู่ แล้วขอให้เซสชันนั้นยกเลิกหรือจบเซสชันได้</translation>
    </message>
    <message>
        <source>See the locks</source>
        <translation>ดูล็อก</translation>
    </message>
    <message>
        <source>The run ended while you were asked about process %1; its session was left alone.</source>
        <translation>การดำเนินการสิ้นสุดระหว่างที่ถามเรื่องโพรเซส %1 ไม่ได้ทำสิ่งใดกับเซสชันนั้น</translation>
    </message>
    <message>
        <source>Process %1 no longer stands in the way; its session was left alone.</source>
        <translation>โพรเซส %1 ไม่กีดขวางแล้ว ไม่ได้ทำสิ่งใดกับเซสชันนั้น</translation>
    </message>
    <message>
        <source>The run goes on by itself as soon as nothing blocks it.</source>
        <translation>การดำเนินการจะทำต่อเองทันทีที่ไม่มีสิ่งใดกีดขวาง</translation>
    </message>
    <message>
        <source>Waiting before it tries again (try %1 of %2)...</source>
        <translation>กำลังรอก่อนลองใหม่ (ครั้งที่ %1 จาก %2)…</translation>
    </message>
    <message>
        <source>The index was not built to its end.</source>
        <translation>สร้างดัชนีไม่เสร็จสิ้น</translation>
    </message>
    <message>
        <source>also first-install seeds where there is data, and over what the site changed</source>
        <translation>รวมข้อมูลตั้งต้นสำหรับการติดตั้งครั้งแรกแม้มีข้อมูลอยู่แล้ว และเขียนทับสิ่งที่หน่วยบริการแก้ไข</translation>
    </message>
    <message>
        <source>Every seed then also writes over what the hospital changed or removed.</source>
        <translation>ข้อมูลตั้งต้นทุกชุดจะเขียนทับสิ่งที่โรงพยาบาลแก้ไขหรือลบออกด้วย</translation>
    </message>
    <message>
        <source>Nobody can administer module %1 yet: it has no administrator account, and none comes with a known password.</source>
        <translation>ยังไม่มีใครดูแลโมดูล %1 ได้ เพราะยังไม่มีบัญชีผู้ดูแลระบบ และไม่มีบัญชีใดที่มาพร้อมรหัสผ่านที่รู้กัน</translation>
    </message>
    <message>
        <source>Create the administrator.</source>
        <translation>สร้างผู้ดูแลระบบ</translation>
    </message>
    <message>
        <source>It is not validated (NOT VALID).</source>
        <translation>ยังไม่ได้ตรวจสอบกับข้อมูลที่มีอยู่ (NOT VALID)</translation>
    </message>
    <message>
        <source>There must be one statement in each section, and there are %1.</source>
        <translation>แต่ละส่วนต้องมีคำสั่งเดียว แต่พบ %1 คำสั่ง</translation>
    </message>
    <message>
        <source>The file must have one section &quot;%1&quot; and one &quot;%2&quot;.</source>
        <translation>ไฟล์ต้องมีส่วน “%1” หนึ่งส่วน และส่วน “%2” หนึ่งส่วน</translation>
    </message>
    <message>
        <source>The password must have at least %1 characters.</source>
        <translation>รหัสผ่านต้องมีอย่างน้อย %1 อักขระ</translation>
    </message>
    <message>
        <source>The password is too long: it may take %1 bytes, which a Thai character takes three of.</source>
        <translation>รหัสผ่านยาวเกินไป ใช้ได้ไม่เกิน %1 ไบต์ โดยอักขระไทยหนึ่งตัวใช้สามไบต์</translation>
    </message>
    <message>
        <source>The password has a character that cannot be typed.</source>
        <translation>รหัสผ่านมีอักขระที่พิมพ์ไม่ได้</translation>
    </message>
    <message>
        <source>The password is one character again and again.</source>
        <translation>รหัสผ่านเป็นอักขระตัวเดียวซ้ำกัน</translation>
    </message>
    <message>
        <source>The password must not contain the user name.</source>
        <translation>รหัสผ่านต้องไม่มีชื่อผู้ใช้อยู่ข้างใน</translation>
    </message>
    <message>
        <source>The password could not be hashed; nothing was changed.</source>
        <translation>สร้างค่าแฮชของรหัสผ่านไม่สำเร็จ ไม่มีการเปลี่ยนแปลงใด</translation>
    </message>
    <message>
        <source>No module offers to create an administrator.</source>
        <translation>ไม่มีโมดูลใดที่สร้างผู้ดูแลระบบได้</translation>
    </message>
    <message>
        <source>Module %1 does not offer to create an administrator.</source>
        <translation>โมดูล %1 ไม่มีการสร้างผู้ดูแลระบบ</translation>
    </message>
    <message>
        <source>Migrations of module %1 are pending: the tables that hold its accounts may not be there yet.</source>
        <translation>โมดูล %1 ยังมีรายการปรับโครงสร้างค้างอยู่ ตารางที่เก็บบัญชีผู้ใช้อาจยังไม่มี</translation>
    </message>
    <message>
        <source>Upgrade the site first, then create the administrator.</source>
        <translation>อัปเกรดหน่วยบริการก่อน แล้วจึงสร้างผู้ดูแลระบบ</translation>
    </message>
    <message numerus="yes">
        <source>The site has %n administrator account(s) already.</source>
        <translation>
            <numerusform>หน่วยบริการนี้มีบัญชีผู้ดูแลระบบอยู่แล้ว %n บัญชี</numerusform>
        </translation>
    </message>
    <message>
        <source>Who forgot the password resets it in the platform; go on if another administrator is wanted.</source>
        <translation>หากลืมรหัสผ่านให้ตั้งใหม่ในแพลตฟอร์ม ทำต่อเฉพาะเมื่อต้องการผู้ดูแลระบบเพิ่ม</translation>
    </message>
    <message>
        <source>The user name must be made of Latin letters, digits and . _ - @, at most %1 of them.</source>
        <translation>ชื่อผู้ใช้ต้องเป็นอักษรละติน ตัวเลข และ . _ - @ ไม่เกิน %1 ตัว</translation>
    </message>
    <message>
        <source>This is not an e-mail address: %1</source>
        <translation>นี่ไม่ใช่ที่อยู่อีเมล: %1</translation>
    </message>
    <message>
        <source>First and last name must be given, with at most %1 characters each.</source>
        <translation>ต้องระบุชื่อและนามสกุล แต่ละช่องไม่เกิน %1 อักขระ</translation>
    </message>
    <message>
        <source>Done: the administrator %1 was created and can sign in.</source>
        <translation>เสร็จแล้ว: สร้างผู้ดูแลระบบ %1 แล้ว และเข้าสู่ระบบได้</translation>
    </message>
    <message>
        <source>Sign in with the new password, then make the other users&apos; accounts in the platform.</source>
        <translation>เข้าสู่ระบบด้วยรหัสผ่านใหม่ แล้วสร้างบัญชีของผู้ใช้อื่นในแพลตฟอร์ม</translation>
    </message>
    <message>
        <source>There is no administrator account yet: create the administrator.</source>
        <translation>ยังไม่มีบัญชีผู้ดูแลระบบ ให้สร้างผู้ดูแลระบบ</translation>
    </message>
    <message>
        <source>The account %1 could not be created: %2</source>
        <translation>สร้างบัญชี %1 ไม่สำเร็จ: %2</translation>
    </message>
    <message>
        <source>There is an account with the user name %1 or this e-mail address already.</source>
        <translation>มีบัญชีที่ใช้ชื่อผู้ใช้ %1 หรือที่อยู่อีเมลนี้อยู่แล้ว</translation>
    </message>
    <message>
        <source>The administrator&apos;s role is not there.</source>
        <translation>ไม่มีบทบาทผู้ดูแลระบบ</translation>
    </message>
    <message>
        <source>Load the reference data of module %1 first.</source>
        <translation>โหลดข้อมูลตั้งต้นของโมดูล %1 ก่อน</translation>
    </message>
    <message>
        <source>The account %1 has no password.</source>
        <translation>บัญชี %1 ไม่มีรหัสผ่าน</translation>
    </message>
    <message>
        <source>what the site changed or removed is written over</source>
        <translation>สิ่งที่หน่วยบริการแก้ไขหรือลบไว้จะถูกเขียนทับ</translation>
    </message>
    <message>
        <source>Create the administrator</source>
        <translation>สร้างผู้ดูแลระบบ</translation>
    </message>
    <message>
        <source>Create the administrator %1</source>
        <translation>สร้างผู้ดูแลระบบ %1</translation>
    </message>
    <message>
        <source>The password cannot be read from the input.</source>
        <translation>อ่านรหัสผ่านจากข้อมูลเข้าไม่ได้</translation>
    </message>
    <message>
        <source>The first line of the input, which is the password, is empty.</source>
        <translation>บรรทัดแรกของข้อมูลเข้าซึ่งเป็นรหัสผ่านว่างเปล่า</translation>
    </message>
    <message>
        <source>Nobody can be asked for the password here.</source>
        <translation>ที่นี่ไม่มีใครให้ถามรหัสผ่าน</translation>
    </message>
    <message>
        <source>Add --password-stdin and give the password as the first line of the input.</source>
        <translation>เพิ่ม --password-stdin และใส่รหัสผ่านเป็นบรรทัดแรกของข้อมูลเข้า</translation>
    </message>
    <message>
        <source>New password for %1:</source>
        <translation>รหัสผ่านใหม่สำหรับ %1:</translation>
    </message>
    <message>
        <source>The same again:</source>
        <translation>พิมพ์ซ้ำอีกครั้ง:</translation>
    </message>
    <message>
        <source>The two passwords differ; nothing was changed.</source>
        <translation>รหัสผ่านทั้งสองไม่ตรงกัน ไม่มีการเปลี่ยนแปลงใด</translation>
    </message>
    <message>
        <source>create the first account that may do everything in the platform</source>
        <translation>สร้างบัญชีแรกที่ทำได้ทุกอย่างในแพลตฟอร์ม</translation>
    </message>
    <message>
        <source>the name to sign in with</source>
        <translation>ชื่อที่ใช้เข้าสู่ระบบ</translation>
    </message>
    <message>
        <source>the e-mail address</source>
        <translation>ที่อยู่อีเมล</translation>
    </message>
    <message>
        <source>the first name</source>
        <translation>ชื่อ</translation>
    </message>
    <message>
        <source>the last name</source>
        <translation>นามสกุล</translation>
    </message>
    <message>
        <source>read the password from the first line of the input instead of asking</source>
        <translation>อ่านรหัสผ่านจากบรรทัดแรกของข้อมูลเข้าแทนการถาม</translation>
    </message>
    <message>
        <source>the module; else the one that offers an administrator</source>
        <translation>โมดูล ถ้าไม่ระบุจะใช้โมดูลที่สร้างผู้ดูแลระบบได้</translation>
    </message>
    <message>
        <source>That the holder of the lock is gone is not proven. To go on, type the site&apos;s name (%1):</source>
        <translation>ไม่มีหลักฐานว่าผู้ถือล็อกไม่อยู่แล้ว หากต้องการดำเนินการต่อ ให้พิมพ์ชื่อหน่วยบริการ (%1):</translation>
    </message>
    <message>
        <source>create an account</source>
        <translation>สร้างบัญชี</translation>
    </message>
    <message>
        <source>There is no option called: %1</source>
        <translation>ไม่มีตัวเลือกชื่อ: %1</translation>
    </message>
    <message>
        <source>This was not expected: %1</source>
        <translation>ไม่คาดว่าจะมีสิ่งนี้: %1</translation>
    </message>
    <message>
        <source>The command is missing.</source>
        <translation>ยังไม่ได้ระบุคำสั่ง</translation>
    </message>
    <message>
        <source>There is no command called: %1</source>
        <translation>ไม่มีคำสั่งชื่อ: %1</translation>
    </message>
    <message>
        <source>Too many values, at most %2 instead of %3: %1</source>
        <translation>ระบุค่ามากเกินไป ได้ไม่เกิน %2 ค่า แต่พบ %3 ค่า: %1</translation>
    </message>
    <message>
        <source>A value is missing after: %1</source>
        <translation>ยังขาดค่าหลังจาก: %1</translation>
    </message>
    <message>
        <source>%1 must be one of these: %2. Not: %3</source>
        <translation>%1 ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้: %2 ไม่ใช่: %3</translation>
    </message>
    <message>
        <source>%1 cannot be: %2</source>
        <translation>%1 เป็นค่านี้ไม่ได้: %2</translation>
    </message>
    <message>
        <source>These two do not go together: %1, %2</source>
        <translation>สองสิ่งนี้ใช้ร่วมกันไม่ได้: %1, %2</translation>
    </message>
    <message>
        <source>The help shows what there is: %1</source>
        <translation>ดูสิ่งที่ใช้ได้จากวิธีใช้: %1</translation>
    </message>
    <message>
        <source>Fill in every field.</source>
        <translation>กรอกให้ครบทุกช่อง</translation>
    </message>
    <message>
        <source>Type the same password a second time.</source>
        <translation>พิมพ์รหัสผ่านเดิมอีกครั้ง</translation>
    </message>
    <message>
        <source>The first account of the platform, which may do everything and makes the others. Choose a password that nobody else knows; the program keeps only its hash, in the site&apos;s database.</source>
        <translation>บัญชีแรกของแพลตฟอร์ม ทำได้ทุกอย่างและเป็นผู้สร้างบัญชีอื่น เลือกรหัสผ่านที่ไม่มีใครอื่นรู้ โปรแกรมเก็บเฉพาะค่าแฮชไว้ในฐานข้อมูลของหน่วยบริการ</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>ชื่อผู้ใช้</translation>
    </message>
    <message>
        <source>E-mail address</source>
        <translation>ที่อยู่อีเมล</translation>
    </message>
    <message>
        <source>First name</source>
        <translation>ชื่อ</translation>
    </message>
    <message>
        <source>Last name</source>
        <translation>นามสกุล</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>รหัสผ่านอีกครั้ง</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>บัญชี</translation>
    </message>
    <message>
        <source>All or nothing: if it fails, there is no new account.</source>
        <translation>สำเร็จทั้งหมดหรือไม่มีอะไรเลย: ถ้าล้มเหลวจะไม่มีบัญชีใหม่</translation>
    </message>
    <message>
        <source>Create the administrator...</source>
        <translation>สร้างผู้ดูแลระบบ...</translation>
    </message>
    <message>
        <source>Write over what the hospital changed or removed</source>
        <translation>เขียนทับสิ่งที่โรงพยาบาลแก้ไขหรือลบไว้</translation>
    </message>
    <message>
        <source>Rows that are kept otherwise: %1</source>
        <translation>แถวที่จะคงไว้หากไม่เลือก: %1</translation>
    </message>
    <message>
        <source>Everything that the migration makes is there. Recorded as completed, it no longer stands in the way: %1</source>
        <translation>ทุกสิ่งที่รายการปรับโครงสร้างนี้สร้างมีอยู่ครบแล้ว เมื่อบันทึกว่าเสร็จสิ้นก็จะไม่กีดขวางอีก: %1</translation>
    </message>
    <message>
        <source>Whether it can be marked as completed cannot be told, as the evidence cannot be read: %1</source>
        <translation>บอกไม่ได้ว่าทำเครื่องหมายว่าเสร็จสิ้นได้หรือไม่ เพราะอ่านหลักฐานไม่ได้: %1</translation>
    </message>
    <message>
        <source>It is not to be marked as completed: the database does not prove that what is there is what the migration makes: %1</source>
        <translation>ไม่ควรทำเครื่องหมายว่าเสร็จสิ้น เพราะฐานข้อมูลไม่ได้พิสูจน์ว่าสิ่งที่มีอยู่คือสิ่งที่รายการปรับโครงสร้างนี้สร้าง: %1</translation>
    </message>
    <message>
        <source>There is nothing to mark as completed: nothing of the migration is there: %1</source>
        <translation>ไม่มีสิ่งใดให้ทำเครื่องหมายว่าเสร็จสิ้น เพราะไม่มีส่วนใดของรายการปรับโครงสร้างนี้อยู่ในฐานข้อมูล: %1</translation>
    </message>
    <message>
        <source>There is nothing to roll back: everything that the run did is rolled back.</source>
        <translation>ไม่มีสิ่งใดให้ย้อนคืน เพราะทุกอย่างที่การดำเนินงานนี้ทำถูกย้อนคืนแล้ว</translation>
    </message>
    <message>
        <source>There is nothing to roll back: the run completed no migration. What stays of the one that stopped half-way, the evidence names.</source>
        <translation>ไม่มีสิ่งใดให้ย้อนคืน เพราะการดำเนินงานนี้ไม่ได้ทำรายการปรับโครงสร้างใดเสร็จสิ้น ส่วนที่ค้างอยู่ของรายการที่หยุดกลางคันดูได้จากหลักฐาน</translation>
    </message>
    <message>
        <source>What is done cannot be rolled back from here any more: the site is not as the run left it.</source>
        <translation>ย้อนคืนส่วนที่ทำเสร็จแล้วจากที่นี่ไม่ได้อีก เพราะหน่วยบริการไม่อยู่ในสภาพที่การดำเนินงานนี้ทิ้งไว้</translation>
    </message>
    <message>
        <source>What is done cannot be rolled back: not every migration of it has a way back.</source>
        <translation>ย้อนคืนส่วนที่ทำเสร็จแล้วไม่ได้ เพราะมีรายการปรับโครงสร้างที่ไม่มีทางย้อนคืน</translation>
    </message>
    <message>
        <source>The module has a migration with the last number, 999.</source>
        <translation>โมดูลมีรายการปรับโครงสร้างที่ใช้หมายเลขสุดท้าย 999 แล้ว</translation>
    </message>
    <message>
        <source>Give that file the next free number, with its old name under &quot;renamed&quot; in module.json; where all numbers are used, go on in a new module.</source>
        <translation>เปลี่ยนหมายเลขไฟล์นั้นเป็นหมายเลขว่างถัดไป และระบุชื่อเดิมไว้ใต้ “renamed” ใน module.json หากใช้ครบทุกหมายเลขแล้ว ให้ทำต่อในโมดูลใหม่</translation>
    </message>
    <message>
        <source>The tracking table of module %1 stands in schema %2, where this connection does not look (of its search path no schema exists: %3).</source>
        <translation>ตารางติดตามของโมดูล %1 อยู่ในสคีมา %2 ซึ่งการเชื่อมต่อนี้ไม่ได้ค้นหา (ไม่มีสคีมาใดใน search path อยู่จริง: %3)</translation>
    </message>
    <message>
        <source>more than %1</source>
        <translation>มากกว่า %1</translation>
    </message>
    <message>
        <source>rows in %1: %2; rows in %3: %4</source>
        <translation>จำนวนแถวใน %1: %2; จำนวนแถวใน %3: %4</translation>
    </message>
    <message>
        <source>Its columns are %1 instead of %2.</source>
        <translation>คอลัมน์เป็น %1 แทนที่จะเป็น %2</translation>
    </message>
    <message>
        <source>It refers to %1 instead of %2.</source>
        <translation>อ้างอิงถึง %1 แทนที่จะเป็น %2</translation>
    </message>
    <message>
        <source>It refers to the columns %1 instead of %2.</source>
        <translation>อ้างอิงถึงคอลัมน์ %1 แทนที่จะเป็น %2</translation>
    </message>
    <message>
        <source>Its method is %1 instead of %2.</source>
        <translation>วิธีทำดัชนีเป็น %1 แทนที่จะเป็น %2</translation>
    </message>
    <message>
        <source>It is unique, which the migration does not say.</source>
        <translation>ห้ามซ้ำ (UNIQUE) ซึ่งรายการปรับโครงสร้างไม่ได้ระบุ</translation>
    </message>
    <message>
        <source>It is not unique, where the migration says UNIQUE.</source>
        <translation>ไม่ได้ห้ามซ้ำ ทั้งที่รายการปรับโครงสร้างระบุ UNIQUE</translation>
    </message>
    <message>
        <source>It holds a part of the rows (WHERE), where the migration says all.</source>
        <translation>มีเพียงบางแถว (WHERE) ทั้งที่รายการปรับโครงสร้างระบุทุกแถว</translation>
    </message>
    <message>
        <source>It holds all rows, where the migration says a part (WHERE).</source>
        <translation>มีทุกแถว ทั้งที่รายการปรับโครงสร้างระบุเพียงบางแถว (WHERE)</translation>
    </message>
    <message>
        <source>It stands on another table.</source>
        <translation>อยู่บนตารางอื่น</translation>
    </message>
    <message>
        <source>It is another constraint: %1.</source>
        <translation>เป็นเงื่อนไขบังคับอื่น: %1</translation>
    </message>
    <message>
        <source>Its condition is another one: %1</source>
        <translation>เงื่อนไขไม่เหมือนกัน: %1</translation>
    </message>
    <message>
        <source>It is disabled.</source>
        <translation>ถูกปิดการทำงานอยู่</translation>
    </message>
    <message>
        <source>The reference data of module %1 is not that of this release: %2</source>
        <translation>ข้อมูลตั้งต้นของโมดูล %1 ไม่ใช่ของรุ่นนี้: %2</translation>
    </message>
    <message>
        <source>This program has not loaded the reference data of module %1 yet.</source>
        <translation>โปรแกรมนี้ยังไม่ได้โหลดข้อมูลตั้งต้นของโมดูล %1</translation>
    </message>
    <message>
        <source>Load the reference data; what the hospital changed stays as it is.</source>
        <translation>โหลดข้อมูลตั้งต้น สิ่งที่โรงพยาบาลแก้ไขไว้จะคงอยู่</translation>
    </message>
    <message>
        <source>Write OR REPLACE, and put the earlier version back in the down section.</source>
        <translation>เขียน OR REPLACE และใส่รุ่นก่อนหน้ากลับคืนในส่วน down</translation>
    </message>
    <message>
        <source>Give it another name, or drop or alter the earlier one instead.</source>
        <translation>ตั้งชื่ออื่น หรือลบหรือแก้ไขสิ่งที่สร้างไว้ก่อนแทน</translation>
    </message>
    <message>
        <source>The trigger %1 needs what no module makes: %2</source>
        <translation>ทริกเกอร์ %1 ต้องใช้สิ่งที่ไม่มีโมดูลใดสร้าง: %2</translation>
    </message>
    <message>
        <source>The down section does not take back what the up section grants: %1</source>
        <translation>ส่วน down ไม่ได้เพิกถอนสิทธิ์ที่ส่วน up ให้ไว้: %1</translation>
    </message>
    <message>
        <source>No module makes the schema of this: %1</source>
        <translation>ไม่มีโมดูลใดสร้างสคีมาของสิ่งนี้: %1</translation>
    </message>
    <message>
        <source>Name the file after its table: 010_schema.table.csv.</source>
        <translation>ตั้งชื่อไฟล์ตามตารางของไฟล์: 010_schema.table.csv</translation>
    </message>
    <message>
        <source>Correct the row: a cell for each column, a key that no other row has, quotation marks around the whole cell and doubled inside it.</source>
        <translation>แก้ไขแถว: ต้องมีเซลล์ครบทุกคอลัมน์ มีคีย์ที่ไม่ซ้ำกับแถวอื่น และเครื่องหมายอัญประกาศต้องครอบทั้งเซลล์ โดยเขียนซ้ำสองตัวเมื่ออยู่ภายใน</translation>
    </message>
    <message>
        <source>Every site would have the same password of this role: %1</source>
        <translation>ทุกหน่วยบริการจะมีรหัสผ่านของบทบาทนี้เหมือนกัน: %1</translation>
    </message>
    <message>
        <source>This setting stays for every later session: %1</source>
        <translation>การตั้งค่านี้จะคงอยู่ในทุกเซสชันต่อจากนี้: %1</translation>
    </message>
    <message>
        <source>Name the folder of a module, or one that holds such folders.</source>
        <translation>ระบุโฟลเดอร์ของโมดูล หรือโฟลเดอร์ที่มีโฟลเดอร์โมดูลอยู่ภายใน</translation>
    </message>
    <message>
        <source>Save the file as plain text, encoded in UTF-8.</source>
        <translation>บันทึกไฟล์เป็นข้อความธรรมดาที่เข้ารหัสแบบ UTF-8</translation>
    </message>
    <message>
        <source>No file brings a password or other secret.</source>
        <translation>ไม่มีไฟล์ใดนำรหัสผ่านหรือความลับอื่นมาด้วย</translation>
    </message>
    <message>
        <source>definition</source>
        <translation>นิยาม</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>ชนิด</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>ค่าที่กำหนด</translation>
    </message>
    <message>
        <source>options</source>
        <translation>ตัวเลือก</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>เจ้าของ</translation>
    </message>
    <message>
        <source>position</source>
        <translation>ตำแหน่ง</translation>
    </message>
    <message>
        <source>rights</source>
        <translation>สิทธิ์</translation>
    </message>
    <message>
        <source>row security</source>
        <translation>ความปลอดภัยระดับแถว</translation>
    </message>
    <message>
        <source>This is not as it was: %1 (%2)</source>
        <translation>สิ่งนี้ไม่เหมือนเดิม: %1 (%2)</translation>
    </message>
    <message>
        <source>Column %1 has no name.</source>
        <translation>คอลัมน์ที่ %1 ไม่มีชื่อ</translation>
    </message>
    <message>
        <source>The file is empty; its first row has to name the columns.</source>
        <translation>ไฟล์ว่างเปล่า แถวแรกต้องเป็นชื่อคอลัมน์</translation>
    </message>
    <message>
        <source>The row has the key of line %1: %2</source>
        <translation>คีย์ของแถวนี้ซ้ำกับบรรทัดที่ %1: %2</translation>
    </message>
    <message>
        <source>A migration must not contain DISCARD ALL: the program keeps the session.</source>
        <translation>รายการปรับโครงสร้างต้องไม่มี DISCARD ALL เพราะโปรแกรมเป็นผู้ดูแลเซสชัน</translation>
    </message>
    <message>
        <source>This is a file; a module is a folder: %1</source>
        <translation>นี่คือไฟล์ แต่โมดูลต้องเป็นโฟลเดอร์: %1</translation>
    </message>
    <message>
        <source>every user without a search_path of their own (%1)</source>
        <translation>ผู้ใช้ทุกคนที่ไม่มี search_path ของตนเอง (%1)</translation>
    </message>
    <message>
        <source>the user %1 (search_path %2)</source>
        <translation>ผู้ใช้ %1 (search_path %2)</translation>
    </message>
    <message>
        <source>Without a schema no longer found after the move: %1. This concerns: %2</source>
        <translation>หลังการย้ายจะหาไม่พบหากไม่ระบุสคีมา: %1 เกี่ยวข้องกับ: %2</translation>
    </message>
    <message>
        <source>Without a schema found after the move, and not now: %1. This concerns: %2</source>
        <translation>หลังการย้ายจะหาพบโดยไม่ต้องระบุสคีมา แต่ขณะนี้ยังหาไม่พบ: %1 เกี่ยวข้องกับ: %2</translation>
    </message>
    <message>
        <source>Without a schema found in %2 now, and in %3 after the move: %1. This concerns: %4</source>
        <translation>เมื่อไม่ระบุสคีมา ขณะนี้หาพบใน %2 แต่หลังการย้ายจะหาพบใน %3: %1 เกี่ยวข้องกับ: %4</translation>
    </message>
    <message>
        <source>Writing into a table fails after the move where it calls a function that would fail: %1</source>
        <translation>หลังการย้าย การบันทึกข้อมูลลงตารางจะไม่สำเร็จในส่วนที่เรียกใช้ฟังก์ชันที่จะทำงานไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Reading fails after the move where it calls a function that would fail: %1</source>
        <translation>หลังการย้าย การอ่านข้อมูลจะไม่สำเร็จในส่วนที่เรียกใช้ฟังก์ชันที่จะทำงานไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>These functions call one that would fail after the move, and fail with it: %1</source>
        <translation>ฟังก์ชันเหล่านี้เรียกใช้ฟังก์ชันที่จะทำงานไม่สำเร็จหลังการย้าย จึงไม่สำเร็จตามไปด้วย: %1</translation>
    </message>
    <message>
        <source>There, by its name: %1</source>
        <translation>มีอยู่ตามชื่อ: %1</translation>
    </message>
    <message>
        <source>Of these only the name could be compared: %1</source>
        <translation>ในจำนวนนี้เปรียบเทียบได้เฉพาะชื่อ: %1</translation>
    </message>
    <message>
        <source>Releasing the lock leaves the one free row that belongs there.</source>
        <translation>การปลดล็อกจะเหลือแถวว่างหนึ่งแถวตามที่ควรมี</translation>
    </message>
    <message>
        <source>It cannot be known, as the record stands in a schema where the connection does not look. Modules: %1</source>
        <translation>ไม่อาจทราบได้ เพราะบันทึกอยู่ในสคีมาที่การเชื่อมต่อไม่ได้ค้นหา โมดูล: %1</translation>
    </message>
    <message>
        <source>Correct search_path of the user or the database.</source>
        <translation>แก้ไข search_path ของผู้ใช้หรือของฐานข้อมูล</translation>
    </message>
    <message>
        <source>Changed since they were applied here; whether in their meaning cannot be told, as the program that applied them noted too little: %1</source>
        <translation>เปลี่ยนไปหลังจากดำเนินการที่นี่แล้ว แต่บอกไม่ได้ว่าความหมายเปลี่ยนหรือไม่ เพราะโปรแกรมที่ดำเนินการบันทึกไว้น้อยเกินไป: %1</translation>
    </message>
    <message>
        <source>Changed since they were applied here, but only in comments, layout or the way back: %1</source>
        <translation>เปลี่ยนไปหลังจากดำเนินการที่นี่แล้ว แต่เฉพาะหมายเหตุ การจัดรูปแบบ หรือส่วนย้อนคืน: %1</translation>
    </message>
    <message>
        <source>The user lacks rights that the seeds need: %1</source>
        <translation>ผู้ใช้ไม่มีสิทธิ์ที่ข้อมูลตั้งต้นต้องใช้: %1</translation>
    </message>
    <message>
        <source>Rows of %1: %2 before, %3 after, but it was rolled back</source>
        <translation>จำนวนแถวก่อน %2 หลัง %3 แต่ย้อนคืนแล้ว ของ %1</translation>
    </message>
    <message>
        <source>Rows were lost of which the plan said nothing: %1.</source>
        <translation>สูญเสียแถวโดยที่แผนไม่ได้แจ้งไว้: %1</translation>
    </message>
    <message>
        <source>Rows were lost, as the plan said: %1.</source>
        <translation>สูญเสียแถวตามที่แผนแจ้งไว้: %1</translation>
    </message>
    <message>
        <source>Rows would have been lost of which the plan says nothing, so this part of the run was rolled back. What was completed before it stays.</source>
        <translation>จะมีแถวสูญเสียโดยที่แผนไม่ได้แจ้งไว้ จึงย้อนคืนการดำเนินการส่วนนี้ สิ่งที่ทำเสร็จก่อนหน้านั้นคงอยู่</translation>
    </message>
    <message>
        <source>It was: %1</source>
        <translation>เซสชันนั้นคือ: %1</translation>
    </message>
    <message numerus="yes">
        <source>Migrations still pending: %n. Upgrade the site once the two agree.</source>
        <translation>
            <numerusform>รายการปรับโครงสร้างที่ยังรอดำเนินการ: %n รายการ โปรดอัปเกรดหน่วยบริการเมื่อบันทึกกับฐานข้อมูลตรงกันแล้ว</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The run stopped part-way: %n step(s) of it are in the database.</source>
        <translation>
            <numerusform>การดำเนินการหยุดกลางคัน: อยู่ในฐานข้อมูลแล้ว %n ขั้นตอน</numerusform>
        </translation>
    </message>
    <message>
        <source>The run stopped part-way: %1 of %2 seeds are loaded, the rest is not.</source>
        <translation>การดำเนินการหยุดกลางคัน: โหลดข้อมูลตั้งต้นแล้ว %1 จาก %2 รายการ ส่วนที่เหลือยังไม่ได้โหลด</translation>
    </message>
    <message>
        <source>All of its steps are in the database and recorded.</source>
        <translation>ทุกขั้นตอนอยู่ในฐานข้อมูลและบันทึกแล้ว</translation>
    </message>
    <message>
        <source>Bring back from a backup what was lost before the hospital goes on, and send this report to the vendor of the module. What of it is reference data comes back when the seeds are loaded and write over what the site removed. Lost: %1</source>
        <translation>กู้คืนสิ่งที่สูญเสียจากชุดข้อมูลสำรองก่อนให้โรงพยาบาลทำงานต่อ และส่งรายงานนี้ให้ผู้พัฒนาระบบของโมดูล ส่วนที่เป็นข้อมูลอ้างอิงจะกลับมาเมื่อโหลดข้อมูลตั้งต้นโดยให้เขียนทับสิ่งที่หน่วยบริการลบออก สิ่งที่สูญเสีย: %1</translation>
    </message>
    <message>
        <source>You cancelled it. Start it again when you like: what is loaded stays. All seeds are loaded again, which changes nothing in those that are loaded.</source>
        <translation>การดำเนินการถูกยกเลิกตามที่สั่ง เริ่มอีกครั้งได้เมื่อพร้อม สิ่งที่โหลดแล้วคงอยู่ ข้อมูลตั้งต้นทั้งหมดจะถูกโหลดอีกครั้ง ซึ่งไม่เปลี่ยนแปลงรายการที่โหลดไปแล้ว</translation>
    </message>
    <message>
        <source>Mend the cause, then load the seeds again: what is loaded stays. All seeds are loaded again, which changes nothing in those that are loaded.</source>
        <translation>แก้ไขสาเหตุ แล้วโหลดข้อมูลตั้งต้นอีกครั้ง สิ่งที่โหลดแล้วคงอยู่ ข้อมูลตั้งต้นทั้งหมดจะถูกโหลดอีกครั้ง ซึ่งไม่เปลี่ยนแปลงรายการที่โหลดไปแล้ว</translation>
    </message>
    <message>
        <source>The site keeps less of a run than its report says: the state of the site tells what is left to do.</source>
        <translation>หน่วยบริการเก็บข้อมูลของการดำเนินการไว้น้อยกว่าที่รายงานมี สถานะของหน่วยบริการบอกว่ายังต้องทำอะไรต่อ</translation>
    </message>
    <message>
        <source>Look at what was lost: what was not meant to go comes back from a backup only.</source>
        <translation>ตรวจดูสิ่งที่สูญเสีย สิ่งที่ไม่ได้ตั้งใจให้หายไปจะกู้คืนได้จากชุดข้อมูลสำรองเท่านั้น</translation>
    </message>
    <message numerus="yes">
        <source>Kept: %n row(s) that differ from what is shipped, or are gone. If they should be as shipped, load the seeds again and let them write over what the hospital changed or removed.</source>
        <translation>
            <numerusform>คงไว้ %n แถวที่ต่างจากข้อมูลที่ส่งมอบหรือไม่มีอยู่แล้ว หากต้องการให้เป็นตามที่ส่งมอบ ให้โหลดข้อมูลตั้งต้นอีกครั้งโดยให้เขียนทับสิ่งที่โรงพยาบาลแก้ไขหรือลบออก</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) of it are in the database and recorded; of further ones nothing is known here.</source>
        <translation>
            <numerusform>อยู่ในฐานข้อมูลและบันทึกแล้ว %n ขั้นตอน ขั้นตอนอื่นไม่มีข้อมูลที่นี่</numerusform>
        </translation>
    </message>
    <message>
        <source>The state of the site tells what is done and what is left to do.</source>
        <translation>สถานะของหน่วยบริการบอกว่าทำอะไรไปแล้วและยังต้องทำอะไรต่อ</translation>
    </message>
    <message>
        <source>The history that the database keeps could not be written: the user lacks the right to. This computer&apos;s history has the run.</source>
        <translation>เขียนประวัติที่ฐานข้อมูลเก็บไว้ไม่สำเร็จ เพราะผู้ใช้ไม่มีสิทธิ์ ประวัติของคอมพิวเตอร์เครื่องนี้มีการดำเนินการนี้</translation>
    </message>
    <message>
        <source>%1 (column)</source>
        <translation>%1 (คอลัมน์)</translation>
    </message>
    <message>
        <source>Rows that would have been lost: it was rolled back</source>
        <translation>แถวที่จะสูญเสีย: ย้อนคืนแล้ว</translation>
    </message>
    <message>
        <source>not its rows</source>
        <translation>ยกเว้นแถว</translation>
    </message>
    <message numerus="yes">
        <source>Kept: %n row(s) that were changed or removed since. Table: %1</source>
        <translation>
            <numerusform>คงไว้: %n แถวที่ถูกแก้ไขหรือลบออกหลังจากโหลด ตาราง: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>removed since</source>
        <translation>ถูกลบออกหลังจากโหลด</translation>
    </message>
    <message>
        <source>the name or the code of a production site, to confirm that its rows are lost</source>
        <translation>ชื่อหรือรหัสของหน่วยบริการที่ใช้งานจริง เพื่อยืนยันว่าแถวจะสูญเสีย</translation>
    </message>
    <message>
        <source>compared by name only</source>
        <translation>เปรียบเทียบเฉพาะชื่อ</translation>
    </message>
    <message>
        <source>a table of its name stands there; %1</source>
        <translation>มีตารางชื่อเดียวกันอยู่ที่นั่นแล้ว; %1</translation>
    </message>
    <message>
        <source>To compare the two tables, of which neither is overwritten: %1</source>
        <translation>หากต้องการเปรียบเทียบสองตารางนี้ (ไม่มีการเขียนทับตารางใด): %1</translation>
    </message>
    <message>
        <source>This is not the site&apos;s name or code: %1</source>
        <translation>ไม่ใช่ชื่อหรือรหัสของหน่วยบริการ: %1</translation>
    </message>
    <message>
        <source>Add --confirm-site with the site&apos;s name or code to confirm it on the command line. The site is called: %1</source>
        <translation>เพิ่ม --confirm-site พร้อมชื่อหรือรหัสของหน่วยบริการเพื่อยืนยันที่บรรทัดคำสั่ง ชื่อหน่วยบริการ: %1</translation>
    </message>
    <message>
        <source>Compared by its name only.</source>
        <translation>เปรียบเทียบเฉพาะชื่อเท่านั้น</translation>
    </message>
    <message>
        <source>There stands a table of its name, and this one holds rows. A person has to decide which one is right (%1).</source>
        <translation>มีตารางชื่อเดียวกันอยู่ที่นั่น และตารางนี้มีแถวข้อมูล ต้องให้คนตัดสินว่าตารางใดถูกต้อง (%1)</translation>
    </message>
    <message>
        <source>A table of module %1 stands in two schemas, and the one in the wrong schema holds rows (%2)</source>
        <translation>ตารางของโมดูล %1 อยู่ในสองสคีมา และตารางในสคีมาที่ผิดมีแถวข้อมูล (%2)</translation>
    </message>
    <message>
        <source>Which of the two is right a person has to decide. Compare them on the Tables page; nothing is moved before that.</source>
        <translation>ต้องให้คนตัดสินว่าตารางใดถูกต้อง โปรดเปรียบเทียบในหน้าตาราง จะไม่มีการย้ายสิ่งใดก่อนหน้านั้น</translation>
    </message>
    <message>
        <source>Load reference data...</source>
        <translation>โหลดข้อมูลตั้งต้น...</translation>
    </message>
    <message>
        <source>Open what is known of this run, which did not say how it ended (Enter)</source>
        <translation>เปิดข้อมูลเท่าที่ทราบของการดำเนินการนี้ ซึ่งไม่ได้แจ้งผลว่าสิ้นสุดอย่างไร (Enter)</translation>
    </message>
    <message numerus="yes">
        <source>There are %n warnings; the notes have them all.</source>
        <translation>
            <numerusform>มีคำเตือน %n รายการ ดูทั้งหมดได้ในหมายเหตุ</numerusform>
        </translation>
    </message>
    <message>
        <source>In the file %1, line %2.</source>
        <translation>ในไฟล์ %1 บรรทัด %2</translation>
    </message>
    <message>
        <source>as the plan said</source>
        <translation>ตามที่แผนแจ้งไว้</translation>
    </message>
    <message>
        <source>not in the plan</source>
        <translation>ไม่อยู่ในแผน</translation>
    </message>
    <message>
        <source>When what is missing has been made by hand, the migration can be recorded as completed. The evidence is shown object by object; where it proves nothing, a reason is wanted: %1</source>
        <translation>เมื่อสร้างส่วนที่ขาดหายด้วยตนเองแล้ว จะบันทึกรายการปรับโครงสร้างนี้ว่าเสร็จสิ้นได้ โดยจะแสดงหลักฐานทีละวัตถุ และต้องระบุเหตุผลเมื่อหลักฐานพิสูจน์ไม่ได้: %1</translation>
    </message>
    <message>
        <source>What is done stays; the rest is planned anew and shown first. Before that, take away what is there of the migration that stopped half-way.</source>
        <translation>สิ่งที่ทำเสร็จแล้วคงอยู่ ส่วนที่เหลือจะวางแผนใหม่และแสดงให้ดูก่อน ก่อนลองอีกครั้งโปรดนำส่วนที่ค้างอยู่ของรายการที่หยุดกลางคันออก</translation>
    </message>
    <message>
        <source>What is loaded stays. All seeds are planned anew and shown first; those that are loaded change nothing.</source>
        <translation>สิ่งที่โหลดแล้วคงอยู่ ข้อมูลตั้งต้นทั้งหมดจะวางแผนใหม่และแสดงให้ดูก่อน รายการที่โหลดแล้วไม่เปลี่ยนแปลงอะไร</translation>
    </message>
    <message>
        <source>What this upgrade made can be dropped again, with everything that was entered in it since. The rows that it took do not come back that way, only from a backup.</source>
        <translation>ลบสิ่งที่การอัปเกรดนี้สร้างไว้ได้ พร้อมข้อมูลทั้งหมดที่บันทึกไว้หลังจากนั้น แต่แถวที่หายไปจะไม่กลับมาด้วยวิธีนี้ ต้องกู้คืนจากชุดข้อมูลสำรองเท่านั้น</translation>
    </message>
    <message>
        <source>%1, by %2</source>
        <translation>%1 โดย %2</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>โหลดแล้ว</translation>
    </message>
    <message>
        <source>another one was loaded</source>
        <translation>โหลดรุ่นอื่นไว้</translation>
    </message>
    <message>
        <source>loaded before a rollback</source>
        <translation>โหลดก่อนการย้อนกลับ</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>ยังไม่โหลด</translation>
    </message>
    <message>
        <source>for new sites only</source>
        <translation>สำหรับติดตั้งครั้งแรกเท่านั้น</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>อ่านไม่ได้</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>ข้อมูลตั้งต้น</translation>
    </message>
    <message>
        <source>Rows that were left as the hospital has them, at the last run of this seed.</source>
        <translation>จำนวนแถวที่คงไว้ตามที่โรงพยาบาลแก้ไข ในการโหลดครั้งล่าสุดของข้อมูลตั้งต้นนี้</translation>
    </message>
    <message>
        <source>It was loaded as it stands in this release.</source>
        <translation>โหลดแล้วตรงตามรุ่นนี้</translation>
    </message>
    <message>
        <source>Its file has changed since it was loaded: load the seeds again.</source>
        <translation>ไฟล์เปลี่ยนไปหลังจากที่โหลดแล้ว โปรดโหลดข้อมูลตั้งต้นอีกครั้ง</translation>
    </message>
    <message>
        <source>A migration of the module was rolled back after it was loaded: load the seeds again.</source>
        <translation>มีการย้อนกลับรายการปรับโครงสร้างของโมดูลหลังจากที่โหลดแล้ว โปรดโหลดข้อมูลตั้งต้นอีกครั้ง</translation>
    </message>
    <message>
        <source>This program has not loaded it.</source>
        <translation>โปรแกรมนี้ยังไม่ได้โหลดรายการนี้</translation>
    </message>
    <message>
        <source>It is for the first installation, and the site has its data already.</source>
        <translation>สำหรับการติดตั้งครั้งแรก และหน่วยบริการนี้มีข้อมูลอยู่แล้ว</translation>
    </message>
    <message>
        <source>Its file cannot be read; the tab below says why.</source>
        <translation>อ่านไฟล์ไม่ได้ แท็บด้านล่างบอกสาเหตุ</translation>
    </message>
    <message>
        <source>The site keeps no record of seeds that this user may read.</source>
        <translation>หน่วยบริการนี้ไม่มีบันทึกการโหลดข้อมูลตั้งต้นที่ผู้ใช้นี้อ่านได้</translation>
    </message>
    <message>
        <source>Loaded at</source>
        <translation>โหลดเมื่อ</translation>
    </message>
    <message>
        <source>Loaded by</source>
        <translation>โหลดโดย</translation>
    </message>
    <message>
        <source>What the migration makes cannot be called so: %1</source>
        <translation>สิ่งที่รายการปรับโครงสร้างสร้างใช้ชื่อนี้ไม่ได้: %1</translation>
    </message>
    <message>
        <source>A name starts with a small letter; choose another description.</source>
        <translation>ชื่อต้องขึ้นต้นด้วยตัวอักษรพิมพ์เล็ก ให้เลือกคำอธิบายอื่น</translation>
    </message>
    <message>
        <source>No migration makes the schema of the module yet: %1</source>
        <translation>ยังไม่มีรายการปรับโครงสร้างใดสร้าง schema ของโมดูล: %1</translation>
    </message>
    <message>
        <source>Make it first, with --kind schema.</source>
        <translation>ให้สร้างก่อนด้วย --kind schema</translation>
    </message>
    <message>
        <source>Start the upgrade again: it goes on with what is missing.</source>
        <translation>โปรดเริ่มอัปเกรดอีกครั้ง การอัปเกรดจะทำต่อเฉพาะส่วนที่ขาด</translation>
    </message>
    <message>
        <source>It goes on: %1 of %2 statements are in the database already and are left out.</source>
        <translation>ดำเนินการต่อจากเดิม: มีผลในฐานข้อมูลอยู่แล้ว %1 จาก %2 คำสั่ง จึงข้ามคำสั่งเหล่านั้น</translation>
    </message>
    <message>
        <source>An index that was not built to its end is dropped and built anew: %1</source>
        <translation>ลบดัชนีที่สร้างไม่เสร็จแล้วสร้างใหม่: %1</translation>
    </message>
    <message>
        <source>A prepared transaction holds the lock of module %1, and every run would wait for it: %2</source>
        <translation>ทรานแซกชันที่เตรียมไว้ (prepared transaction) ถือล็อกของโมดูล %1 อยู่ ทุกการดำเนินการต้องรอ: %2</translation>
    </message>
    <message>
        <source>It ends only when its owner or the server&apos;s administrator ends it: COMMIT PREPARED or ROLLBACK PREPARED.</source>
        <translation>จะสิ้นสุดเมื่อเจ้าของหรือผู้ดูแลระบบของเซิร์ฟเวอร์สั่ง COMMIT PREPARED หรือ ROLLBACK PREPARED เท่านั้น</translation>
    </message>
    <message>
        <source>process %1, user %2, program &quot;%3&quot; (what it does cannot be seen by this user)</source>
        <translation>โปรเซส %1 ผู้ใช้ %2 โปรแกรม “%3” (ผู้ใช้นี้ไม่มีสิทธิ์ดูว่ากำลังทำอะไร)</translation>
    </message>
    <message>
        <source>Held by a transaction that another program left open: %1. It ends only with COMMIT PREPARED or ROLLBACK PREPARED, by its owner or the server&apos;s administrator.</source>
        <translation>ถูกล็อกโดยทรานแซกชันที่โปรแกรมอื่นเปิดค้างไว้: %1 จะสิ้นสุดเมื่อเจ้าของหรือผู้ดูแลระบบของเซิร์ฟเวอร์สั่ง COMMIT PREPARED หรือ ROLLBACK PREPARED เท่านั้น</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 ของ %2</translation>
    </message>
    <message>
        <source>The database cannot hold Thai text: it is not encoded in UTF-8 but in: %1</source>
        <translation>ฐานข้อมูลจัดเก็บข้อความภาษาไทยไม่ได้ เพราะไม่ได้เข้ารหัสอักขระเป็น UTF-8 แต่เป็น: %1</translation>
    </message>
    <message>
        <source>Make a new database with ENCODING &apos;UTF8&apos;, and bring the data there with pg_dump and pg_restore.</source>
        <translation>สร้างฐานข้อมูลใหม่ด้วย ENCODING &apos;UTF8&apos; แล้วย้ายข้อมูลไปด้วย pg_dump และ pg_restore</translation>
    </message>
    <message>
        <source>This user may not read what the database says it is for, so it is treated as a production site.</source>
        <translation>ผู้ใช้นี้อ่านไม่ได้ว่าฐานข้อมูลนี้ใช้สำหรับงานใด จึงถือว่าเป็นระบบใช้งานจริง</translation>
    </message>
    <message>
        <source>Connect as the owner of the database, or ask for the right to read the schema aegisx_site.</source>
        <translation>เชื่อมต่อด้วยผู้ใช้ที่เป็นเจ้าของฐานข้อมูล หรือขอสิทธิ์อ่านสคีมา aegisx_site</translation>
    </message>
    <message>
        <source>The body cannot be read: %1</source>
        <translation>อ่านเนื้อหาของฟังก์ชันหรือบล็อกไม่ได้: %1</translation>
    </message>
    <message>
        <source>Write IF NOT EXISTS, so that the up section can run again, and silence this with lint:ignore and the reason.</source>
        <translation>เขียน IF NOT EXISTS เพื่อให้ทำส่วน up ซ้ำได้ แล้วปิดข้อนี้ด้วย lint:ignore พร้อมเหตุผล</translation>
    </message>
    <message>
        <source>The down section drops what another module makes: %1</source>
        <translation>ส่วน down ลบสิ่งที่โมดูลอื่นสร้าง: %1</translation>
    </message>
    <message>
        <source>The down section writes over a column that the up section does not change: %1</source>
        <translation>ส่วน down เขียนทับคอลัมน์ที่ส่วน up ไม่ได้เปลี่ยน: %1</translation>
    </message>
    <message>
        <source>The down section takes rows away that the up section did not bring: %1</source>
        <translation>ส่วน down ลบแถวที่ส่วน up ไม่ได้เพิ่ม: %1</translation>
    </message>
    <message>
        <source>Take away only the rows that the up section brought, by WHERE.</source>
        <translation>ลบเฉพาะแถวที่ส่วน up เพิ่ม โดยระบุด้วย WHERE</translation>
    </message>
    <message>
        <source>It makes sequences, whose numbers are 1 to 199: %1</source>
        <translation>ไฟล์นี้สร้างลำดับเลข (sequence) ซึ่งใช้หมายเลข 1 ถึง 199: %1</translation>
    </message>
    <message>
        <source>A run has this in the transaction that adds the constraint, so all rows are checked under its lock: %1</source>
        <translation>การดำเนินการทำสิ่งนี้ในทรานแซกชันเดียวกับที่เพิ่มเงื่อนไขบังคับ ทุกแถวจึงถูกตรวจสอบภายใต้ล็อกนั้น: %1</translation>
    </message>
    <message>
        <source>All tables that use the domain are checked while nobody can write to them: %1</source>
        <translation>ทุกตารางที่ใช้โดเมนนี้ถูกตรวจสอบโดยไม่มีใครเขียนลงตารางได้: %1</translation>
    </message>
    <message>
        <source>Make it in a schema of this module, and leave to the other module what is its own.</source>
        <translation>สร้างไว้ในสคีมาของโมดูลนี้ และไม่แตะต้องสิ่งที่เป็นของโมดูลอื่น</translation>
    </message>
    <message>
        <source>Only the module &quot;%1&quot; makes objects in its schema: %2</source>
        <translation>เฉพาะโมดูล “%1” เท่านั้นที่สร้างออบเจกต์ในสคีมาของตน: %2</translation>
    </message>
    <message>
        <source>A module makes objects only in schemas of its own: %1</source>
        <translation>โมดูลสร้างออบเจกต์ได้เฉพาะในสคีมาของตนเอง: %1</translation>
    </message>
    <message>
        <source>Only the module &quot;%1&quot;, to which this belongs, drops, renames or moves it: %2</source>
        <translation>สิ่งนี้เป็นของโมดูล “%1” ซึ่งเป็นโมดูลเดียวที่ลบ เปลี่ยนชื่อ หรือย้ายได้: %2</translation>
    </message>
    <message>
        <source>The module &quot;%1&quot; has no such migration: %2</source>
        <translation>โมดูล “%1” ไม่มีรายการปรับโครงสร้างนี้: %2</translation>
    </message>
    <message>
        <source>Name the migration as its file is named, without the ending.</source>
        <translation>ระบุชื่อรายการปรับโครงสร้างตามชื่อไฟล์ โดยไม่มีนามสกุล</translation>
    </message>
    <message>
        <source>This writes over what the hospital changed: %1</source>
        <translation>คำสั่งนี้เขียนทับสิ่งที่โรงพยาบาลแก้ไข: %1</translation>
    </message>
    <message>
        <source>Write ON CONFLICT (columns of the key) DO UPDATE SET column = EXCLUDED.column, with the schema and the columns of the INSERT, or DO NOTHING.</source>
        <translation>เขียน ON CONFLICT (คอลัมน์ของคีย์) DO UPDATE SET คอลัมน์ = EXCLUDED.คอลัมน์ โดยระบุสคีมาและคอลัมน์ของ INSERT หรือเขียน DO NOTHING</translation>
    </message>
    <message>
        <source>The program&apos;s transaction has begun: PostgreSQL refuses SET TRANSACTION in it, or refuses what comes after.</source>
        <translation>ทรานแซกชันของโปรแกรมเริ่มแล้ว PostgreSQL จะไม่ยอมให้ SET TRANSACTION หรือไม่ยอมให้ทำคำสั่งหลังจากนั้น</translation>
    </message>
    <message>
        <source>Take the statement out.</source>
        <translation>นำคำสั่งออก</translation>
    </message>
    <message>
        <source>Take a lock that ends with the transaction: pg_advisory_xact_lock().</source>
        <translation>ใช้ล็อกที่สิ้นสุดพร้อมทรานแซกชัน: pg_advisory_xact_lock()</translation>
    </message>
    <message>
        <source>Write ON COMMIT DROP, which CREATE TEMPORARY TABLE ... AS can have too, or drop it in the same section.</source>
        <translation>เขียน ON COMMIT DROP ซึ่งใช้กับ CREATE TEMPORARY TABLE ... AS ได้ด้วย หรือลบตารางในส่วนเดียวกัน</translation>
    </message>
    <message>
        <source>This is temporary and stays until the session ends: %1</source>
        <translation>สิ่งนี้เป็นสิ่งชั่วคราวและอยู่จนจบเซสชัน: %1</translation>
    </message>
    <message>
        <source>Drop it in the same section, or do without it.</source>
        <translation>ลบออกในส่วนเดียวกัน หรือไม่ใช้สิ่งนี้</translation>
    </message>
    <message>
        <source>Take the statement out: what a role or a database has in every session is the administrator&apos;s to set.</source>
        <translation>นำคำสั่งออก การตั้งค่าของบทบาทหรือฐานข้อมูลในทุกเซสชันเป็นหน้าที่ของผู้ดูแลระบบ</translation>
    </message>
    <message>
        <source>Write the statement out where it is to be run.</source>
        <translation>เขียนคำสั่งเต็มไว้ตรงที่ต้องใช้</translation>
    </message>
    <message>
        <source>Take the statement out: who waits for notifications listens in a session of its own.</source>
        <translation>นำคำสั่งออก ผู้ที่รอการแจ้งเตือนต้องใช้ LISTEN ในเซสชันของตนเอง</translation>
    </message>
    <message>
        <source>Declare the cursor without WITH HOLD: it ends with the transaction.</source>
        <translation>ประกาศ cursor โดยไม่ใช้ WITH HOLD เพื่อให้สิ้นสุดพร้อมทรานแซกชัน</translation>
    </message>
    <message>
        <source>Take the statement out: which libraries the server loads is the administrator&apos;s to set.</source>
        <translation>นำคำสั่งออก ไลบรารีที่เซิร์ฟเวอร์โหลดเป็นหน้าที่ของผู้ดูแลระบบ</translation>
    </message>
    <message>
        <source>A file names only objects of its own module and of modules that module.json requires, and makes and drops only its own.</source>
        <translation>ไฟล์เรียกใช้เฉพาะสิ่งของโมดูลตนเองและของโมดูลที่ module.json ระบุว่าต้องมี และสร้างหรือลบเฉพาะสิ่งของตนเอง</translation>
    </message>
    <message>
        <source>Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later migration that is marked &quot;transaction:false&quot;, then SET NOT NULL and drop the check.</source>
        <translation>เพิ่ม CHECK (column IS NOT NULL) NOT VALID ตรวจสอบในรายการปรับโครงสร้างถัดไปที่ทำเครื่องหมาย “transaction:false” แล้วจึง SET NOT NULL และลบ CHECK</translation>
    </message>
    <message>
        <source>Add it NOT VALID and validate it in a later migration that is marked &quot;transaction:false&quot;; for a key, build the index CONCURRENTLY first and add the constraint USING INDEX.</source>
        <translation>เพิ่มแบบ NOT VALID แล้วตรวจสอบในรายการปรับโครงสร้างถัดไปที่ทำเครื่องหมาย “transaction:false” ส่วนคีย์ให้สร้างดัชนีแบบ CONCURRENTLY ก่อน แล้วเพิ่มเงื่อนไขด้วย USING INDEX</translation>
    </message>
    <message>
        <source>Write SET LOCAL, or set_config(..., true).</source>
        <translation>เขียน SET LOCAL หรือ set_config(..., true)</translation>
    </message>
    <message>
        <source>A seed only inserts rows, by INSERT ... ON CONFLICT (key), and writes over none that the hospital changed.</source>
        <translation>ข้อมูลตั้งต้นเพิ่มแถวเท่านั้น ด้วย INSERT ... ON CONFLICT (key) และไม่เขียนทับแถวที่โรงพยาบาลแก้ไข</translation>
    </message>
    <message>
        <source>A database that an earlier run had left behind was removed: %1</source>
        <translation>ลบฐานข้อมูลที่การทำงานครั้งก่อนทิ้งค้างไว้แล้ว: %1</translation>
    </message>
    <message>
        <source>This changes more than its own database; neither it nor what follows was tried: %1</source>
        <translation>คำสั่งนี้เปลี่ยนสิ่งที่อยู่นอกฐานข้อมูลของตัวเอง จึงไม่ได้ทดลองทั้งคำสั่งนี้และสิ่งที่ตามมา: %1</translation>
    </message>
    <message>
        <source>it is no file</source>
        <translation>ไม่ใช่ไฟล์</translation>
    </message>
    <message>
        <source>This is no file that can be read: %1</source>
        <translation>นี่ไม่ใช่ไฟล์ที่อ่านได้: %1</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>ซ้อนกันลึกเกินไป</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>หน่วยความจำไม่พอ</translation>
    </message>
    <message>
        <source>This belongs to the audit trail of this program; it stays where it is: %1</source>
        <translation>สิ่งนี้เป็นส่วนหนึ่งของบันทึกการดำเนินงาน (audit trail) ของโปรแกรมนี้ จึงต้องอยู่ที่เดิม: %1</translation>
    </message>
    <message>
        <source>This program would not find it elsewhere.</source>
        <translation>หากอยู่ที่อื่น โปรแกรมนี้จะหาไม่พบ</translation>
    </message>
    <message>
        <source>How many rows %1 holds cannot be known, as row security hides some from this user: that the table keeps its file is checked instead.</source>
        <translation>ไม่อาจทราบจำนวนแถวของ %1 เพราะการรักษาความปลอดภัยระดับแถว (row security) ซ่อนบางแถวจากผู้ใช้นี้ จึงตรวจสอบแทนว่าตารางยังใช้ไฟล์เดิม</translation>
    </message>
    <message>
        <source>Nothing to do: of none of the applied migrations does the database prove that it is not done.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ในรายการที่เสร็จสิ้นแล้ว ไม่มีรายการใดที่ฐานข้อมูลยืนยันได้ว่ายังไม่ได้ดำเนินการ</translation>
    </message>
    <message>
        <source>Nothing to do: of none of the pending migrations does the database prove that it is done.</source>
        <translation>ไม่มีสิ่งที่ต้องทำ: ในรายการที่รอดำเนินการ ไม่มีรายการใดที่ฐานข้อมูลยืนยันได้ว่าเสร็จสิ้นแล้ว</translation>
    </message>
    <message>
        <source>The reference data of module %1, which is built upon, is not that of this release, and migrations of the module are pending.</source>
        <translation>ข้อมูลตั้งต้นของโมดูล %1 ซึ่งเป็นพื้นฐานของโมดูลนี้ ยังไม่ใช่ของรุ่นนี้ และโมดูลนั้นยังมีรายการปรับโครงสร้างที่รอดำเนินการ</translation>
    </message>
    <message>
        <source>The reference data of module %1, which is built upon, is not that of this release: it is loaded first.</source>
        <translation>ข้อมูลตั้งต้นของโมดูล %1 ซึ่งเป็นพื้นฐานของโมดูลนี้ ยังไม่ใช่ของรุ่นนี้ จึงโหลดก่อน</translation>
    </message>
    <message>
        <source>What the hospital changed stays as it is.</source>
        <translation>สิ่งที่โรงพยาบาลแก้ไขไว้จะคงเดิม</translation>
    </message>
    <message>
        <source>Whether it has a transaction open cannot be seen by this user.</source>
        <translation>ผู้ใช้นี้ไม่มีสิทธิ์ดูว่ามีทรานแซกชันเปิดอยู่หรือไม่</translation>
    </message>
    <message>
        <source>Half there, as an earlier run left them; the upgrade goes on with what is missing: %1</source>
        <translation>มีอยู่บางส่วนตามที่การดำเนินงานก่อนหน้าเหลือไว้ การอัปเกรดจะทำต่อเฉพาะส่วนที่ขาด: %1</translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator to install the package of that extension: %1</source>
        <translation>ขอให้ผู้ดูแลเซิร์ฟเวอร์ติดตั้งแพ็กเกจของส่วนขยายนี้: %1</translation>
    </message>
    <message>
        <source>The server does not have this version of the extension: %1</source>
        <translation>เซิร์ฟเวอร์ไม่มีส่วนขยายในเวอร์ชันนี้: %1</translation>
    </message>
    <message>
        <source>Ask the server&apos;s administrator to install the package that has this version, or the vendor for another file.</source>
        <translation>ขอให้ผู้ดูแลเซิร์ฟเวอร์ติดตั้งแพ็กเกจที่มีเวอร์ชันนี้ หรือขอไฟล์อื่นจากผู้พัฒนาระบบ</translation>
    </message>
    <message>
        <source>What the database has of %1 has changed since this plan was made.</source>
        <translation>สิ่งที่ฐานข้อมูลมีเปลี่ยนไปแล้วนับจากที่ทำแผนนี้: %1</translation>
    </message>
    <message>
        <source>Nothing of this migration was run.</source>
        <translation>ยังไม่ได้ดำเนินการสิ่งใดของรายการปรับโครงสร้างนี้</translation>
    </message>
    <message>
        <source>%1 instead of %2</source>
        <translation>%1 แทนที่จะเป็น %2</translation>
    </message>
    <message>
        <source>%1: the plan said %2 rows, %3 would have been lost</source>
        <translation>%1: แผนแจ้งไว้ %2 แถว แต่จะสูญเสีย %3 แถว</translation>
    </message>
    <message>
        <source>%1: the plan said %2 rows, %3 would have been lost, in step %4</source>
        <translation>%1: แผนแจ้งไว้ %2 แถว แต่จะสูญเสีย %3 แถว ในขั้นตอน %4</translation>
    </message>
    <message>
        <source>Make a new plan, which counts the rows that are there now, and look whether they may go.</source>
        <translation>ทำแผนใหม่ซึ่งจะนับแถวที่มีอยู่ขณะนี้ แล้วดูว่าแถวเหล่านั้นลบได้หรือไม่</translation>
    </message>
    <message>
        <source>More rows would have been lost than the plan said, because rows came in since it was made. This part of the run was rolled back; what was completed before it stays.</source>
        <translation>จะสูญเสียแถวมากกว่าที่แผนแจ้งไว้ เพราะมีแถวเข้ามาหลังจากทำแผน จึงย้อนคืนการดำเนินการส่วนนี้ สิ่งที่ทำเสร็จก่อนหน้านั้นคงอยู่</translation>
    </message>
    <message>
        <source>More rows would have been lost than the plan said, because rows came in since it was made. All of it was rolled back.</source>
        <translation>จะสูญเสียแถวมากกว่าที่แผนแจ้งไว้ เพราะมีแถวเข้ามาหลังจากทำแผน จึงย้อนคืนทั้งหมดแล้ว</translation>
    </message>
    <message>
        <source>%1 (%2 rows before, %3 after)</source>
        <translation>%1 (ก่อน %2 แถว หลัง %3 แถว)</translation>
    </message>
    <message>
        <source>Replaced by another table of the same name: %1.</source>
        <translation>ถูกแทนที่ด้วยตารางอื่นที่มีชื่อเดียวกัน: %1</translation>
    </message>
    <message>
        <source>More rows would have been lost than the plan said, because rows came in since it was made. %1 was not begun.</source>
        <translation>จะสูญเสียแถวมากกว่าที่แผนแจ้งไว้ เพราะมีแถวเข้ามาหลังจากทำแผน จึงยังไม่ได้เริ่ม %1</translation>
    </message>
    <message>
        <source>More rows were lost than the plan said: %1.</source>
        <translation>สูญเสียแถวมากกว่าที่แผนแจ้งไว้: %1</translation>
    </message>
    <message>
        <source>The database has changed since this plan was made; of %1 it says now: %2</source>
        <translation>ฐานข้อมูลเปลี่ยนไปหลังจากจัดทำแผนนี้แล้ว ผลที่พบขณะนี้ของ %1: %2</translation>
    </message>
    <message>
        <source>The reference data of this release is not loaded yet. Load it for: %1</source>
        <translation>ยังไม่ได้โหลดข้อมูลตั้งต้นของรุ่นนี้ โปรดโหลดสำหรับ: %1</translation>
    </message>
    <message>
        <source>The statement of %1 at which it stopped ends transactions itself: rows that it had changed by then may stay so.</source>
        <translation>คำสั่งของ %1 ที่หยุดอยู่นั้นจบทรานแซกชันเอง แถวที่เปลี่ยนไปแล้วก่อนหน้านั้นอาจคงอยู่ตามที่เปลี่ยน</translation>
    </message>
    <message>
        <source>Mend the cause, and ask the vendor whether %1 may run again on rows that it has changed already: no evidence names them.</source>
        <translation>แก้สาเหตุ แล้วถามผู้พัฒนาระบบว่าเรียกใช้ %1 ซ้ำกับแถวที่เปลี่ยนไปแล้วได้หรือไม่ เพราะไม่มีหลักฐานใดบอกว่าเป็นแถวใด</translation>
    </message>
    <message>
        <source>Mend the cause, then start the upgrade again: where the database proves what was run, it goes on with what is missing. Where it is refused, look at the evidence of %1: either take that away and upgrade again, or make by hand what is missing and mark the migration as completed.</source>
        <translation>โปรดแก้ที่สาเหตุแล้วเริ่มอัปเกรดอีกครั้ง หากฐานข้อมูลพิสูจน์ได้ว่าทำสิ่งใดไปแล้ว การอัปเกรดจะทำต่อเฉพาะส่วนที่ขาด หากถูกปฏิเสธ โปรดดูหลักฐาน แล้วนำส่วนที่มีอยู่ออกก่อนอัปเกรดอีกครั้ง หรือสร้างส่วนที่ขาดด้วยตนเองแล้วทำเครื่องหมายว่าเสร็จสิ้น: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of this seed are left out, because what they refer to is not there. Table: %1</source>
        <translation>
            <numerusform>ไม่ได้นำเข้า %n แถวของข้อมูลตั้งต้นนี้ เพราะไม่มีข้อมูลที่แถวเหล่านั้นอ้างถึง ตาราง: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Something that is not part of this run depends on it (the server&apos;s words name it): roll that back first, or remove it.</source>
        <translation>มีสิ่งที่ไม่อยู่ในการดำเนินการครั้งนี้พึ่งพาสิ่งนี้อยู่ (ข้อความของเซิร์ฟเวอร์ระบุชื่อไว้) ให้ย้อนคืนหรือลบสิ่งนั้นก่อน</translation>
    </message>
    <message>
        <source>Choose another user name and address (capital and small letters make no difference), or give that account the administrator&apos;s role in the platform.</source>
        <translation>เลือกชื่อผู้ใช้และอีเมลอื่น (ตัวพิมพ์เล็กและตัวพิมพ์ใหญ่ถือว่าเหมือนกัน) หรือมอบบทบาทผู้ดูแลระบบให้บัญชีนั้นในแพลตฟอร์ม</translation>
    </message>
    <message>
        <source>What the migrations put off to their end, a check or a trigger, failed: %1</source>
        <translation>สิ่งที่รายการปรับโครงสร้างเลื่อนไปทำตอนจบ (การตรวจสอบหรือทริกเกอร์) ล้มเหลว: %1</translation>
    </message>
    <message>
        <source>The lock of module %1 is not the one that the plan was made for: it was freed since, and may have been taken anew.</source>
        <translation>ล็อกของโมดูล %1 ไม่ใช่ล็อกที่แผนจัดทำไว้ ล็อกนั้นถูกปลดไปแล้ว และอาจมีโปรแกรมอื่นถือล็อกใหม่</translation>
    </message>
    <message>
        <source>Look at the locks again: the program that holds it now may be alive.</source>
        <translation>ดูล็อกอีกครั้ง โปรแกรมที่ถือล็อกอยู่ตอนนี้อาจยังทำงานอยู่</translation>
    </message>
    <message>
        <source>%1 (replaced)</source>
        <translation>%1 (ถูกแทนที่)</translation>
    </message>
    <message>
        <source>%1 only</source>
        <translation>เพียง %1</translation>
    </message>
    <message numerus="yes">
        <source>Left as the site has them: %n row(s). Table: %1</source>
        <translation>
            <numerusform>คงไว้ตามที่หน่วยบริการมีอยู่: %n แถว ตาราง: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>not there, and left so: there were rows in this table before, of which this program knows nothing</source>
        <translation>ไม่มีแถวนี้ และปล่อยไว้เช่นนั้น เพราะตารางนี้มีแถวอยู่ก่อนแล้วซึ่งโปรแกรมนี้ไม่ทราบที่มา</translation>
    </message>
    <message>
        <source>held by a prepared transaction</source>
        <translation>ถูกล็อกโดยทรานแซกชันที่เตรียมไว้</translation>
    </message>
    <message numerus="yes">
        <source>Objects of %n recorded migration(s) stand in no schema: %1</source>
        <translation>
            <numerusform>ออบเจกต์ของรายการปรับโครงสร้างที่บันทึกไว้ %n รายการ ไม่อยู่ในสคีมา (schema) ใดเลย: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Some of what it makes is there, and some is missing. The next upgrade goes on with what is missing.</source>
        <translation>สิ่งที่รายการนี้สร้างมีอยู่บางส่วนและขาดหายบางส่วน การอัปเกรดครั้งต่อไปจะทำต่อเฉพาะส่วนที่ขาด</translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) half there, as an earlier run left them: %2</source>
        <translation>
            <numerusform>โมดูล %1 มีรายการปรับโครงสร้างที่มีอยู่บางส่วน %n รายการ ตามที่การดำเนินงานก่อนหน้าเหลือไว้: %2</numerusform>
        </translation>
    </message>
    <message>
        <source>This user may not read it; the site is treated as a production site.</source>
        <translation>ผู้ใช้นี้อ่านค่านี้ไม่ได้ จึงถือว่าเป็นระบบใช้งานจริง</translation>
    </message>
    <message>
        <source>What is done stays; the rest is planned anew and shown first. It goes on where the migration stopped, if the evidence proves what was run of it.</source>
        <translation>สิ่งที่ทำเสร็จแล้วคงอยู่ ส่วนที่เหลือจะวางแผนใหม่และแสดงให้ดูก่อน หากหลักฐานพิสูจน์ได้ว่ารายการที่หยุดกลางคันทำสิ่งใดไปแล้ว จะทำต่อจากจุดนั้น</translation>
    </message>
    <message>
        <source>What is done stays. The upgrade goes on with what is missing of the migration that stopped half-way; it is planned anew and shown first.</source>
        <translation>สิ่งที่ทำเสร็จแล้วคงอยู่ การอัปเกรดจะทำต่อเฉพาะส่วนที่ขาดของรายการที่หยุดกลางคัน โดยวางแผนใหม่และแสดงให้ดูก่อน</translation>
    </message>
    <message>
        <source>Part of what the migration makes is there. Start the upgrade again: it goes on with what is missing. The evidence names both: %1</source>
        <translation>สิ่งที่รายการปรับโครงสร้างนี้สร้างมีอยู่บางส่วน โปรดเริ่มอัปเกรดอีกครั้ง การอัปเกรดจะทำต่อเฉพาะส่วนที่ขาด หลักฐานระบุทั้งสองส่วน: %1</translation>
    </message>
    <message>
        <source>Part of what the migration does to the rows may have stayed, and no evidence tells which. Ask the vendor whether it may run again before you try: %1</source>
        <translation>ส่วนหนึ่งของสิ่งที่รายการปรับโครงสร้างทำกับแถวอาจคงอยู่ และไม่มีหลักฐานบอกว่าเป็นแถวใด โปรดถามผู้พัฒนาระบบว่าเรียกใช้ซ้ำได้หรือไม่ก่อนลองอีกครั้ง: %1</translation>
    </message>
    <message>
        <source>There is nothing to mark as completed: the migration changes rows only, and what it did was taken back: %1</source>
        <translation>ไม่มีสิ่งใดให้ทำเครื่องหมายว่าเสร็จสิ้น เพราะรายการปรับโครงสร้างนี้เปลี่ยนเฉพาะแถวข้อมูล และสิ่งที่ทำไปถูกยกเลิกแล้ว: %1</translation>
    </message>
    <message>
        <source>[evidence: %1, %2 of %3 objects]</source>
        <translation>[หลักฐาน: %1, %2 จาก %3 ออบเจกต์]</translation>
    </message>
</context>
</TS>
