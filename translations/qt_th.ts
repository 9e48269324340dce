<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="th_TH" sourcelanguage="en">
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>ตกลง</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>บันทึก</translation>
    </message>
    <message>
        <source>Save All</source>
        <translation>บันทึกทั้งหมด</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>เปิด</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>ใช่(&amp;Y)</translation>
    </message>
    <message>
        <source>Yes to &amp;All</source>
        <translation>ใช่ทั้งหมด(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>ไม่ใช่(&amp;N)</translation>
    </message>
    <message>
        <source>N&amp;o to All</source>
        <translation>ไม่ใช่ทั้งหมด(&amp;O)</translation>
    </message>
    <message>
        <source>Abort</source>
        <translation>ยุติ</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>ลองใหม่</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>ไม่สนใจ</translation>
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
        <source>Discard</source>
        <translation>ละทิ้ง</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ช่วยเหลือ</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>นำไปใช้</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>รีเซ็ต</translation>
    </message>
    <message>
        <source>Restore Defaults</source>
        <translation>คืนค่าเริ่มต้น</translation>
    </message>
</context>
<context>
    <name>QDialogButtonBox</name>
    <message>
        <source>OK</source>
        <translation>ตกลง</translation>
    </message>
</context>
<context>
    <name>QGnomeTheme</name>
    <message>
        <source>&amp;OK</source>
        <translation>ตกลง(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>บันทึก(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>ยกเลิก(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>ปิด(&amp;C)</translation>
    </message>
    <message>
        <source>Close without Saving</source>
        <translation>ปิดโดยไม่บันทึก</translation>
    </message>
</context>
<context>
    <name>QMessageBox</name>
    <message>
        <source>Show Details...</source>
        <translation>แสดงรายละเอียด...</translation>
    </message>
    <message>
        <source>Hide Details...</source>
        <translation>ซ่อนรายละเอียด...</translation>
    </message>
    <message>
        <source>About Qt</source>
        <translation>เกี่ยวกับ Qt</translation>
    </message>
</context>
<context>
    <name>QErrorMessage</name>
    <message>
        <source>Debug Message:</source>
        <translation>ข้อความสำหรับแก้จุดบกพร่อง:</translation>
    </message>
    <message>
        <source>Warning:</source>
        <translation>คำเตือน:</translation>
    </message>
    <message>
        <source>Critical Error:</source>
        <translation>ข้อผิดพลาดร้ายแรง:</translation>
    </message>
    <message>
        <source>Fatal Error:</source>
        <translation>ข้อผิดพลาดที่ทำให้หยุดทำงาน:</translation>
    </message>
    <message>
        <source>Information:</source>
        <translation>ข้อมูล:</translation>
    </message>
    <message>
        <source>&amp;Show this message again</source>
        <translation>แสดงข้อความนี้อีก(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation>ตกลง(&amp;O)</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>Back</source>
        <translation>ย้อนกลับ</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>ไปข้างหน้า</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>ย้อนกลับไปโฟลเดอร์ก่อนหน้า</translation>
    </message>
    <message>
        <source>Go forward</source>
        <translation>ไปโฟลเดอร์ถัดไป</translation>
    </message>
    <message>
        <source>Alt+Left</source>
        <translation>Alt+Left</translation>
    </message>
    <message>
        <source>Alt+Right</source>
        <translation>Alt+Right</translation>
    </message>
    <message>
        <source>Alt+Up</source>
        <translation>Alt+Up</translation>
    </message>
    <message>
        <source>Parent Directory</source>
        <translation>โฟลเดอร์ที่อยู่เหนือขึ้นไป</translation>
    </message>
    <message>
        <source>Go to the parent directory</source>
        <translation>ไปโฟลเดอร์ที่อยู่เหนือขึ้นไป</translation>
    </message>
    <message>
        <source>Create New Folder</source>
        <translation>สร้างโฟลเดอร์ใหม่</translation>
    </message>
    <message>
        <source>Create a New Folder</source>
        <translation>สร้างโฟลเดอร์ใหม่</translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation>โฟลเดอร์ใหม่</translation>
    </message>
    <message>
        <source>&amp;New Folder</source>
        <translation>โฟลเดอร์ใหม่(&amp;N)</translation>
    </message>
    <message>
        <source>List View</source>
        <translation>มุมมองรายการ</translation>
    </message>
    <message>
        <source>Change to list view mode</source>
        <translation>เปลี่ยนเป็นมุมมองรายการ</translation>
    </message>
    <message>
        <source>Detail View</source>
        <translation>มุมมองรายละเอียด</translation>
    </message>
    <message>
        <source>Change to detail view mode</source>
        <translation>เปลี่ยนเป็นมุมมองรายละเอียด</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>แถบด้านข้าง</translation>
    </message>
    <message>
        <source>List of places and bookmarks</source>
        <translation>รายการตำแหน่งและที่คั่น</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>ไฟล์</translation>
    </message>
    <message>
        <source>Look in:</source>
        <translation>ค้นหาใน:</translation>
    </message>
    <message>
        <source>File &amp;name:</source>
        <translation>ชื่อไฟล์(&amp;N):</translation>
    </message>
    <message>
        <source>Directory:</source>
        <translation>โฟลเดอร์:</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>ชนิดไฟล์:</translation>
    </message>
    <message>
        <source>Find Directory</source>
        <translation>เลือกโฟลเดอร์</translation>
    </message>
    <message>
        <source>Directories</source>
        <translation>โฟลเดอร์</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>เปิด</translation>
    </message>
    <message>
        <source>Save As</source>
        <translation>บันทึกเป็น</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>เปิด(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>บันทึก(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>เลือก(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>เปลี่ยนชื่อ(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>ลบ(&amp;D)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>ลบ</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>นำออก</translation>
    </message>
    <message>
        <source>Show &amp;hidden files</source>
        <translation>แสดงไฟล์ที่ซ่อน(&amp;H)</translation>
    </message>
    <message>
        <source>Show </source>
        <translation>แสดง </translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>ไฟล์ทั้งหมด (*)</translation>
    </message>
    <message>
        <source>All Files (*)</source>
        <translation>ไฟล์ทั้งหมด (*)</translation>
    </message>
    <message>
        <source>Recent Places</source>
        <translation>ตำแหน่งล่าสุด</translation>
    </message>
    <message>
        <source>Are you sure you want to delete &apos;%1&apos;?</source>
        <translation>คุณแน่ใจหรือไม่ว่าต้องการลบ “%1”</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is write protected.
Do you want to delete it anyway?</source>
        <translation>“%1” ถูกป้องกันการเขียน
ต้องการลบอยู่หรือไม่</translation>
    </message>
    <message>
        <source>%1 already exists.
Do you want to replace it?</source>
        <translation>มี %1 อยู่แล้ว
ต้องการเขียนทับหรือไม่</translation>
    </message>
    <message>
        <source>%1
Directory not found.
Please verify the correct directory name was given.</source>
        <translation>%1
ไม่พบโฟลเดอร์
โปรดตรวจสอบว่าระบุชื่อโฟลเดอร์ถูกต้อง</translation>
    </message>
    <message>
        <source>%1
File not found.
Please verify the correct file name was given.</source>
        <translation>%1
ไม่พบไฟล์
โปรดตรวจสอบว่าระบุชื่อไฟล์ถูกต้อง</translation>
    </message>
    <message>
        <source>Could not delete directory.</source>
        <translation>ลบโฟลเดอร์ไม่สำเร็จ</translation>
    </message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message>
        <source>Name</source>
        <translation>ชื่อ</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>ขนาด</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>ชนิด</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>ชนิด</translation>
    </message>
    <message>
        <source>Date Modified</source>
        <translation>วันที่แก้ไข</translation>
    </message>
    <message>
        <source>My Computer</source>
        <translation>คอมพิวเตอร์ของฉัน</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>คอมพิวเตอร์</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Drive</source>
        <translation>ไดรฟ์</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ไฟล์</translation>
    </message>
    <message>
        <source>File Folder</source>
        <translation>โฟลเดอร์ไฟล์</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>โฟลเดอร์</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>ชื่อแทน</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>ทางลัด</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>ไม่ทราบ</translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Undo</source>
        <translation>เลิกทำ(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>ทำซ้ำ(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>ตัด(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>คัดลอก(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>วาง(&amp;P)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>ลบ</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>เลือกทั้งหมด</translation>
    </message>
</context>
<context>
    <name>QWidgetTextControl</name>
    <message>
        <source>&amp;Undo</source>
        <translation>เลิกทำ(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>ทำซ้ำ(&amp;R)</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>ตัด(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>คัดลอก(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>วาง(&amp;P)</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>ลบ</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>เลือกทั้งหมด</translation>
    </message>
    <message>
        <source>Copy &amp;Link Location</source>
        <translation>คัดลอกตำแหน่งลิงก์(&amp;L)</translation>
    </message>
</context>
<context>
    <name>QUnicodeControlCharacterMenu</name>
    <message>
        <source>Insert Unicode control character</source>
        <translation>แทรกอักขระควบคุม Unicode</translation>
    </message>
    <message>
        <source>LRM Left-to-right mark</source>
        <translation>LRM เครื่องหมายซ้ายไปขวา</translation>
    </message>
    <message>
        <source>RLM Right-to-left mark</source>
        <translation>RLM เครื่องหมายขวาไปซ้าย</translation>
    </message>
    <message>
        <source>ZWJ Zero width joiner</source>
        <translation>ZWJ ตัวเชื่อมความกว้างศูนย์</translation>
    </message>
    <message>
        <source>ZWNJ Zero width non-joiner</source>
        <translation>ZWNJ ตัวไม่เชื่อมความกว้างศูนย์</translation>
    </message>
    <message>
        <source>ZWSP Zero width space</source>
        <translation>ZWSP ช่องว่างความกว้างศูนย์</translation>
    </message>
    <message>
        <source>LRE Start of left-to-right embedding</source>
        <translation>LRE เริ่มการฝังซ้ายไปขวา</translation>
    </message>
    <message>
        <source>RLE Start of right-to-left embedding</source>
        <translation>RLE เริ่มการฝังขวาไปซ้าย</translation>
    </message>
    <message>
        <source>LRO Start of left-to-right override</source>
        <translation>LRO เริ่มการบังคับซ้ายไปขวา</translation>
    </message>
    <message>
        <source>RLO Start of right-to-left override</source>
        <translation>RLO เริ่มการบังคับขวาไปซ้าย</translation>
    </message>
    <message>
        <source>PDF Pop directional formatting</source>
        <translation>PDF สิ้นสุดการกำหนดทิศทาง</translation>
    </message>
    <message>
        <source>LRI Left-to-right isolate</source>
        <translation>LRI แยกส่วนซ้ายไปขวา</translation>
    </message>
    <message>
        <source>RLI Right-to-left isolate</source>
        <translation>RLI แยกส่วนขวาไปซ้าย</translation>
    </message>
    <message>
        <source>FSI First strong isolate</source>
        <translation>FSI แยกส่วนตามอักขระนำ</translation>
    </message>
    <message>
        <source>PDI Pop directional isolate</source>
        <translation>PDI สิ้นสุดการแยกส่วน</translation>
    </message>
</context>
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Select All</source>
        <translation>เลือกทั้งหมด(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Step up</source>
        <translation>เพิ่มค่า(&amp;S)</translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation>ลดค่า(&amp;D)</translation>
    </message>
</context>
<context>
    <name>QComboBox</name>
    <message>
        <source>Open the combo box selection popup</source>
        <translation>เปิดรายการให้เลือก</translation>
    </message>
    <message>
        <source>False</source>
        <translation>เท็จ</translation>
    </message>
    <message>
        <source>True</source>
        <translation>จริง</translation>
    </message>
</context>
<context>
    <name>QTabBar</name>
    <message>
        <source>Scroll Left</source>
        <translation>เลื่อนไปทางซ้าย</translation>
    </message>
    <message>
        <source>Scroll Right</source>
        <translation>เลื่อนไปทางขวา</translation>
    </message>
</context>
<context>
    <name>CloseButton</name>
    <message>
        <source>Close Tab</source>
        <translation>ปิดแท็บ</translation>
    </message>
</context>
<context>
    <name>QDockWidget</name>
    <message>
        <source>Float</source>
        <translation>ลอย</translation>
    </message>
    <message>
        <source>Undocks and re-attaches the dock widget</source>
        <translation>ถอดแผงออกหรือติดแผงกลับเข้าที่</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>ปิด</translation>
    </message>
    <message>
        <source>Closes the dock widget</source>
        <translation>ปิดแผง</translation>
    </message>
</context>
<context>
    <name>QWizard</name>
    <message>
        <source>Go Back</source>
        <translation>ย้อนกลับ</translation>
    </message>
    <message>
        <source>&lt; &amp;Back</source>
        <translation>&lt; ย้อนกลับ(&amp;B)</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>ดำเนินการต่อ</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>ถัดไป(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Next &gt;</source>
        <translation>ถัดไป(&amp;N) &gt;</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>ยืนยัน</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>เสร็จสิ้น</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>เสร็จสิ้น(&amp;F)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>ยกเลิก</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ช่วยเหลือ</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ช่วยเหลือ(&amp;H)</translation>
    </message>
</context>
<context>
    <name>QInputDialog</name>
    <message>
        <source>Enter a value:</source>
        <translation>ป้อนค่า:</translation>
    </message>
</context>
<context>
    <name>QProgressDialog</name>
    <message>
        <source>Cancel</source>
        <translation>ยกเลิก</translation>
    </message>
</context>
<context>
    <name>QDialog</name>
    <message>
        <source>What&apos;s This?</source>
        <translation>นี่คืออะไร?</translation>
    </message>
</context>
<context>
    <name>QWhatsThisAction</name>
    <message>
        <source>What&apos;s This?</source>
        <translation>นี่คืออะไร?</translation>
    </message>
</context>
<context>
    <name>QScrollBar</name>
    <message>
        <source>Scroll here</source>
        <translation>เลื่อนมาที่นี่</translation>
    </message>
    <message>
        <source>Left edge</source>
        <translation>ขอบซ้าย</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>บนสุด</translation>
    </message>
    <message>
        <source>Right edge</source>
        <translation>ขอบขวา</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>ล่างสุด</translation>
    </message>
    <message>
        <source>Page left</source>
        <translation>เลื่อนซ้ายหนึ่งหน้า</translation>
    </message>
    <message>
        <source>Page up</source>
        <translation>เลื่อนขึ้นหนึ่งหน้า</translation>
    </message>
    <message>
        <source>Page right</source>
        <translation>เลื่อนขวาหนึ่งหน้า</translation>
    </message>
    <message>
        <source>Page down</source>
        <translation>เลื่อนลงหนึ่งหน้า</translation>
    </message>
    <message>
        <source>Scroll left</source>
        <translation>เลื่อนซ้าย</translation>
    </message>
    <message>
        <source>Scroll up</source>
        <translation>เลื่อนขึ้น</translation>
    </message>
    <message>
        <source>Scroll right</source>
        <translation>เลื่อนขวา</translation>
    </message>
    <message>
        <source>Scroll down</source>
        <translation>เลื่อนลง</translation>
    </message>
</context>
<context>
    <name>QApplication</name>
    <message>
        <source>Executable &apos;%1&apos; requires Qt %2, found Qt %3.</source>
        <translation>โปรแกรม “%1” ต้องใช้ Qt %2 แต่พบ Qt %3</translation>
    </message>
    <message>
        <source>Incompatible Qt Library Error</source>
        <translation>ข้อผิดพลาด: ไลบรารี Qt เข้ากันไม่ได้</translation>
    </message>
</context>
<context>
    <name>QKeySequenceEdit</name>
    <message>
        <source>Press shortcut</source>
        <translation>กดปุ่มลัด</translation>
    </message>
    <message>
        <source>%1, ...</source>
        <translation>%1, ...</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Ctrl</source>
        <translation>Ctrl</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Shift</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Meta</source>
        <translation>Meta</translation>
    </message>
    <message>
        <source>Num</source>
        <translation>Num</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Backtab</source>
        <translation>Backtab</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Backspace</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ins</source>
        <translation>Ins</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Del</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Home</translation>
    </message>
    <message>
        <source>End</source>
        <translation>End</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>PgUp</translation>
    </message>
    <message>
        <source>PgDown</source>
        <translation>PgDown</translation>
    </message>
    <message>
        <source>Page Up</source>
        <translation>Page Up</translation>
    </message>
    <message>
        <source>Page Down</source>
        <translation>Page Down</translation>
    </message>
    <message>
        <source>Print Screen</source>
        <translation>Print Screen</translation>
    </message>
    <message>
        <source>Caps Lock</source>
        <translation>Caps Lock</translation>
    </message>
    <message>
        <source>Num Lock</source>
        <translation>Num Lock</translation>
    </message>
    <message>
        <source>Scroll Lock</source>
        <translation>Scroll Lock</translation>
    </message>
    <message>
        <source>CapsLock</source>
        <translation>CapsLock</translation>
    </message>
    <message>
        <source>NumLock</source>
        <translation>NumLock</translation>
    </message>
    <message>
        <source>ScrollLock</source>
        <translation>ScrollLock</translation>
    </message>
    <message>
        <source>SysReq</source>
        <translation>SysReq</translation>
    </message>
    <message>
        <source>Escape</source>
        <translation>Escape</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>Insert</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>F%1</source>
        <translation>F%1</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>เว้นวรรค</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>ซ้าย</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>ขึ้น</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>ขวา</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>ลง</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>หยุดชั่วคราว</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>พิมพ์</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>เมนู</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ช่วยเหลือ</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>ย้อนกลับ</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>ไปข้างหน้า</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>หยุด</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>เรียกใหม่</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>ค้นหา</translation>
    </message>
    <message>
        <source>Favorites</source>
        <translation>รายการโปรด</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>คัดลอก</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>ตัด</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>วาง</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>เลิกทำ</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>ทำซ้ำ</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>ค้นหา</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>เปิด</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>ปิด</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>บันทึก</translation>
    </message>
    <message>
        <source>New</source>
        <translation>สร้างใหม่</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>ยกเลิก</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>การตั้งค่า</translation>
    </message>
    <message>
        <source>Zoom In</source>
        <translation>ขยาย</translation>
    </message>
    <message>
        <source>Zoom Out</source>
        <translation>ย่อ</translation>
    </message>
</context>
<context>
    <name>QIODevice</name>
    <message>
        <source>Permission denied</source>
        <translation>ไม่ได้รับอนุญาต</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>เปิดไฟล์มากเกินไป</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>ไม่มีไฟล์หรือโฟลเดอร์นี้</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>เนื้อที่ดิสก์ไม่เพียงพอ</translation>
    </message>
    <message>
        <source>file to open is a directory</source>
        <translation>สิ่งที่จะเปิดเป็นโฟลเดอร์ ไม่ใช่ไฟล์</translation>
    </message>
    <message>
        <source>Unknown error</source>
        <translation>ข้อผิดพลาดที่ไม่ทราบสาเหตุ</translation>
    </message>
</context>
<context>
    <name>QFile</name>
    <message>
        <source>Destination file is the same file.</source>
        <translation>ไฟล์ปลายทางเป็นไฟล์เดียวกัน</translation>
    </message>
    <message>
        <source>Source file does not exist.</source>
        <translation>ไม่มีไฟล์ต้นทาง</translation>
    </message>
    <message>
        <source>Destination file exists</source>
        <translation>มีไฟล์ปลายทางอยู่แล้ว</translation>
    </message>
    <message>
        <source>Error while renaming: %1</source>
        <translation>เปลี่ยนชื่อไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Unable to restore from %1: %2</source>
        <translation>กู้คืนจาก %1 ไม่สำเร็จ: %2</translation>
    </message>
    <message>
        <source>Will not rename sequential file using block copy</source>
        <translation>เปลี่ยนชื่อไฟล์แบบลำดับด้วยการคัดลอกไม่ได้</translation>
    </message>
    <message>
        <source>Cannot remove source file</source>
        <translation>ลบไฟล์ต้นทางไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Cannot open %1 for input</source>
        <translation>เปิดเพื่ออ่านไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Cannot open destination file: %1</source>
        <translation>เปิดไฟล์ปลายทางไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Cannot open for output: %1</source>
        <translation>เปิดเพื่อเขียนไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Cannot create %1 for output: %2</source>
        <translation>สร้าง %1 เพื่อเขียนไม่สำเร็จ: %2</translation>
    </message>
    <message>
        <source>Failure to write block: %1</source>
        <translation>เขียนข้อมูลไม่สำเร็จ: %1</translation>
    </message>
</context>
<context>
    <name>QFileDevice</name>
    <message>
        <source>No file engine available</source>
        <translation>ไม่มีส่วนจัดการไฟล์</translation>
    </message>
</context>
<context>
    <name>QSaveFile</name>
    <message>
        <source>Existing file %1 is not writable</source>
        <translation>เขียนทับไฟล์ที่มีอยู่ไม่ได้: %1</translation>
    </message>
    <message>
        <source>Filename refers to a directory</source>
        <translation>ชื่อไฟล์เป็นชื่อของโฟลเดอร์</translation>
    </message>
    <message>
        <source>QSaveFile cannot open &apos;%1&apos; without direct write fallback enabled.</source>
        <translation>เปิดไฟล์เพื่อบันทึกอย่างปลอดภัยไม่ได้: “%1”</translation>
    </message>
    <message>
        <source>Writing canceled by application</source>
        <translation>โปรแกรมยกเลิกการเขียน</translation>
    </message>
</context>
<context>
    <name>QProcess</name>
    <message>
        <source>Process failed to start</source>
        <translation>เริ่มโปรแกรมไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Process failed to start: %1</source>
        <translation>เริ่มโปรแกรมไม่สำเร็จ: %1</translation>
    </message>
    <message>
        <source>Process crashed</source>
        <translation>โปรแกรมหยุดทำงานผิดปกติ</translation>
    </message>
    <message>
        <source>Process operation timed out</source>
        <translation>โปรแกรมทำงานไม่เสร็จภายในเวลาที่กำหนด</translation>
    </message>
    <message>
        <source>Error reading from process</source>
        <translation>อ่านข้อมูลจากโปรแกรมไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Error writing to process</source>
        <translation>ส่งข้อมูลให้โปรแกรมไม่สำเร็จ</translation>
    </message>
    <message>
        <source>No program defined</source>
        <translation>ไม่ได้ระบุโปรแกรม</translation>
    </message>
    <message>
        <source>Resource error (fork failure): %1</source>
        <translation>ทรัพยากรของระบบไม่เพียงพอ: %1</translation>
    </message>
    <message>
        <source>Could not open input redirection for reading</source>
        <translation>เปิดข้อมูลเข้าเพื่ออ่านไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Could not open output redirection for writing</source>
        <translation>เปิดข้อมูลออกเพื่อเขียนไม่สำเร็จ</translation>
    </message>
</context>
<context>
    <name>QAccessibleActionInterface</name>
    <message>
        <source>Press</source>
        <translation>กด</translation>
    </message>
    <message>
        <source>Increase</source>
        <translation>เพิ่ม</translation>
    </message>
    <message>
        <source>Decrease</source>
        <translation>ลด</translation>
    </message>
    <message>
        <source>ShowMenu</source>
        <translation>แสดงเมนู</translation>
    </message>
    <message>
        <source>SetFocus</source>
        <translation>ให้โฟกัส</translation>
    </message>
    <message>
        <source>Toggle</source>
        <translation>สลับ</translation>
    </message>
    <message>
        <source>Scroll Left</source>
        <translation>เลื่อนไปทางซ้าย</translation>
    </message>
    <message>
        <source>Scroll Right</source>
        <translation>เลื่อนไปทางขวา</translation>
    </message>
    <message>
        <source>Scroll Up</source>
        <translation>เลื่อนขึ้น</translation>
    </message>
    <message>
        <source>Scroll Down</source>
        <translation>เลื่อนลง</translation>
    </message>
    <message>
        <source>Next Page</source>
        <translation>หน้าถัดไป</translation>
    </message>
    <message>
        <source>Previous Page</source>
        <translation>หน้าก่อนหน้า</translation>
    </message>
    <message>
        <source>Triggers the action</source>
        <translation>สั่งการทำงานนี้</translation>
    </message>
    <message>
        <source>Increase the value</source>
        <translation>เพิ่มค่า</translation>
    </message>
    <message>
        <source>Decrease the value</source>
        <translation>ลดค่า</translation>
    </message>
    <message>
        <source>Shows the menu</source>
        <translation>แสดงเมนู</translation>
    </message>
    <message>
        <source>Sets the focus</source>
        <translation>ย้ายโฟกัสมาที่นี่</translation>
    </message>
    <message>
        <source>Toggles the state</source>
        <translation>สลับสถานะ</translation>
    </message>
    <message>
        <source>Scrolls to the left</source>
        <translation>เลื่อนไปทางซ้าย</translation>
    </message>
    <message>
        <source>Scrolls to the right</source>
        <translation>เลื่อนไปทางขวา</translation>
    </message>
    <message>
        <source>Scrolls up</source>
        <translation>เลื่อนขึ้น</translation>
    </message>
    <message>
        <source>Scrolls down</source>
        <translation>เลื่อนลง</translation>
    </message>
    <message>
        <source>Goes back a page</source>
        <translation>กลับไปหนึ่งหน้า</translation>
    </message>
    <message>
        <source>Goes to the next page</source>
        <translation>ไปหน้าถัดไป</translation>
    </message>
</context>
<context>
    <name>QSpiAccessibleBridge</name>
    <message>
        <source>unknown</source>
        <translation>ไม่ทราบ</translation>
    </message>
    <message>
        <source>title bar</source>
        <translation>แถบชื่อเรื่อง</translation>
    </message>
    <message>
        <source>menu bar</source>
        <translation>แถบเมนู</translation>
    </message>
    <message>
        <source>scroll bar</source>
        <translation>แถบเลื่อน</translation>
    </message>
    <message>
        <source>grip</source>
        <translation>มุมจับ</translation>
    </message>
    <message>
        <source>cursor</source>
        <translation>เคอร์เซอร์</translation>
    </message>
    <message>
        <source>text caret</source>
        <translation>ตำแหน่งพิมพ์</translation>
    </message>
    <message>
        <source>alert message</source>
        <translation>ข้อความเตือน</translation>
    </message>
    <message>
        <source>frame</source>
        <translation>กรอบ</translation>
    </message>
    <message>
        <source>filler</source>
        <translation>ส่วนเติม</translation>
    </message>
    <message>
        <source>popup menu</source>
        <translation>เมนูป๊อปอัป</translation>
    </message>
    <message>
        <source>menu item</source>
        <translation>รายการเมนู</translation>
    </message>
    <message>
        <source>tool tip</source>
        <translation>คำอธิบายเครื่องมือ</translation>
    </message>
    <message>
        <source>application</source>
        <translation>โปรแกรม</translation>
    </message>
    <message>
        <source>document</source>
        <translation>เอกสาร</translation>
    </message>
    <message>
        <source>panel</source>
        <translation>แผง</translation>
    </message>
    <message>
        <source>chart</source>
        <translation>แผนภูมิ</translation>
    </message>
    <message>
        <source>dialog</source>
        <translation>กล่องโต้ตอบ</translation>
    </message>
    <message>
        <source>separator</source>
        <translation>เส้นคั่น</translation>
    </message>
    <message>
        <source>tool bar</source>
        <translation>แถบเครื่องมือ</translation>
    </message>
    <message>
        <source>status bar</source>
        <translation>แถบสถานะ</translation>
    </message>
    <message>
        <source>table</source>
        <translation>ตาราง</translation>
    </message>
    <message>
        <source>column header</source>
        <translation>หัวคอลัมน์</translation>
    </message>
    <message>
        <source>row header</source>
        <translation>หัวแถว</translation>
    </message>
    <message>
        <source>column</source>
        <translation>คอลัมน์</translation>
    </message>
    <message>
        <source>row</source>
        <translation>แถว</translation>
    </message>
    <message>
        <source>cell</source>
        <translation>เซลล์</translation>
    </message>
    <message>
        <source>link</source>
        <translation>ลิงก์</translation>
    </message>
    <message>
        <source>list</source>
        <translation>รายการ</translation>
    </message>
    <message>
        <source>list item</source>
        <translation>รายการย่อย</translation>
    </message>
    <message>
        <source>tree</source>
        <translation>ต้นไม้</translation>
    </message>
    <message>
        <source>tree item</source>
        <translation>รายการในต้นไม้</translation>
    </message>
    <message>
        <source>page tab</source>
        <translation>แท็บ</translation>
    </message>
    <message>
        <source>page tab list</source>
        <translation>รายการแท็บ</translation>
    </message>
    <message>
        <source>property page</source>
        <translation>หน้าคุณสมบัติ</translation>
    </message>
    <message>
        <source>graphic</source>
        <translation>ภาพ</translation>
    </message>
    <message>
        <source>label</source>
        <translation>ป้าย</translation>
    </message>
    <message>
        <source>text</source>
        <translation>ข้อความ</translation>
    </message>
    <message>
        <source>push button</source>
        <translation>ปุ่ม</translation>
    </message>
    <message>
        <source>check box</source>
        <translation>กล่องกาเลือก</translation>
    </message>
    <message>
        <source>radio button</source>
        <translation>ปุ่มเลือก</translation>
    </message>
    <message>
        <source>combo box</source>
        <translation>กล่องรายการ</translation>
    </message>
    <message>
        <source>progress bar</source>
        <translation>แถบความคืบหน้า</translation>
    </message>
    <message>
        <source>slider</source>
        <translation>แถบเลื่อนค่า</translation>
    </message>
    <message>
        <source>spin box</source>
        <translation>ช่องปรับค่า</translation>
    </message>
    <message>
        <source>canvas</source>
        <translation>พื้นที่วาด</translation>
    </message>
    <message>
        <source>button with drop down</source>
        <translation>ปุ่มที่มีรายการให้เลือก</translation>
    </message>
    <message>
        <source>button menu</source>
        <translation>ปุ่มเมนู</translation>
    </message>
    <message>
        <source>space</source>
        <translation>ช่องว่าง</translation>
    </message>
    <message>
        <source>heading</source>
        <translation>หัวข้อ</translation>
    </message>
    <message>
        <source>paragraph</source>
        <translation>ย่อหน้า</translation>
    </message>
    <message>
        <source>section</source>
        <translation>ส่วน</translation>
    </message>
    <message>
        <source>form</source>
        <translation>แบบฟอร์ม</translation>
    </message>
    <message>
        <source>note</source>
        <translation>หมายเหตุ</translation>
    </message>
    <message>
        <source>notification</source>
        <translation>การแจ้ง</translation>
    </message>
    <message>
        <source>splitter</source>
        <translation>เส้นแบ่ง</translation>
    </message>
    <message>
        <source>layered pane</source>
        <translation>แผงซ้อน</translation>
    </message>
    <message>
        <source>invalid role</source>
        <translation>ชนิดไม่ถูกต้อง</translation>
    </message>
</context>
<context>
    <name>QSQLiteDriver</name>
    <message>
        <source>Error opening database</source>
        <translation>เปิดฐานข้อมูลไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Error closing database</source>
        <translation>ปิดฐานข้อมูลไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Unable to begin transaction</source>
        <translation>เริ่มทรานแซกชันไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Unable to commit transaction</source>
        <translation>ยืนยันทรานแซกชันไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Unable to rollback transaction</source>
        <translation>ย้อนคืนทรานแซกชันไม่สำเร็จ</translation>
    </message>
</context>
<context>
    <name>QSQLiteResult</name>
    <message>
        <source>Unable to fetch row</source>
        <translation>อ่านแถวไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Unable to execute statement</source>
        <translation>ทำคำสั่งไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Unable to execute multiple statements at a time</source>
        <translation>ทำหลายคำสั่งพร้อมกันไม่ได้</translation>
    </message>
    <message>
        <source>Unable to reset statement</source>
        <translation>รีเซ็ตคำสั่งไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Unable to bind parameters</source>
        <translation>ผูกพารามิเตอร์ไม่สำเร็จ</translation>
    </message>
    <message>
        <source>Parameter count mismatch</source>
        <translation>จำนวนพารามิเตอร์ไม่ตรงกัน</translation>
    </message>
    <message>
        <source>No query</source>
        <translation>ไม่มีคิวรี</translation>
    </message>
</context>
</TS>
