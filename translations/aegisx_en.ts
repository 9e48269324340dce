<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Tr</name>
    <message numerus="yes">
        <source>Done: %n step(s) carried out.</source>
        <translation>
            <numerusform>Done: %n step carried out.</numerusform>
            <numerusform>Done: %n steps carried out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade: %n migration(s)</source>
        <translation>
            <numerusform>Upgrade: %n migration</numerusform>
            <numerusform>Upgrade: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back: %n migration(s)</source>
        <translation>
            <numerusform>Roll back: %n migration</numerusform>
            <numerusform>Roll back: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load reference data: %n seed(s)</source>
        <translation>
            <numerusform>Load reference data: %n seed</numerusform>
            <numerusform>Load reference data: %n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n migration(s)</source>
        <translation>
            <numerusform>Upgrade site: %n migration</numerusform>
            <numerusform>Upgrade site: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n seed(s)</source>
        <translation>
            <numerusform>Upgrade site: %n seed</numerusform>
            <numerusform>Upgrade site: %n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade module %1: %n migration(s)</source>
        <translation>
            <numerusform>Upgrade module %1: %n migration</numerusform>
            <numerusform>Upgrade module %1: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back in module %1: %n migration(s)</source>
        <translation>
            <numerusform>Roll back in module %1: %n migration</numerusform>
            <numerusform>Roll back in module %1: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load reference data of module %1: %n seed(s)</source>
        <translation>
            <numerusform>Load reference data of module %1: %n seed</numerusform>
            <numerusform>Load reference data of module %1: %n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>%n pending</numerusform>
            <numerusform>%n pending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n pending...</source>
        <translation>
            <numerusform>Run %n pending...</numerusform>
            <numerusform>Run %n pending...</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing is installed in this database yet: %n migration(s) pending.</source>
        <translation>
            <numerusform>Nothing is installed in this database yet: %n migration pending.</numerusform>
            <numerusform>Nothing is installed in this database yet: %n migrations pending.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) pending in one module.</source>
        <translation>
            <numerusform>%n migration pending in one module.</numerusform>
            <numerusform>%n migrations pending in one module.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) pending in %1 modules.</source>
        <translation>
            <numerusform>%n migration pending in %1 modules.</numerusform>
            <numerusform>%n migrations pending in %1 modules.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n migration(s)...</source>
        <translation>
            <numerusform>Upgrade site: %n migration...</numerusform>
            <numerusform>Upgrade site: %n migrations...</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) cannot be undone.</source>
        <translation>
            <numerusform>%n step cannot be undone.</numerusform>
            <numerusform>%n steps cannot be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s)</source>
        <translation>
            <numerusform>%n migration</numerusform>
            <numerusform>%n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>%n seed</numerusform>
            <numerusform>%n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n row(s)</source>
        <translation>
            <numerusform>about %n row</numerusform>
            <numerusform>about %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It holds locks on %n table(s) and index(es): %1</source>
        <translation>
            <numerusform>It holds locks on %n table and index: %1</numerusform>
            <numerusform>It holds locks on %n tables and indexes: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) read; all of them can be run.</source>
        <translation>
            <numerusform>%n file read; all of them can be run.</numerusform>
            <numerusform>%n files read; all of them can be run.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n applied file(s) are as they were then.</source>
        <translation>
            <numerusform>%n applied file are as they were then.</numerusform>
            <numerusform>%n applied files are as they were then.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other session(s) in the database.</source>
        <translation>
            <numerusform>%n other session in the database.</numerusform>
            <numerusform>%n other sessions in the database.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n replication slot(s) follow.</source>
        <translation>
            <numerusform>All %n replication slot follow.</numerusform>
            <numerusform>All %n replication slots follow.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done: %n object(s) moved; every row is there.</source>
        <translation>
            <numerusform>Done: %n object moved; every row is there.</numerusform>
            <numerusform>Done: %n objects moved; every row is there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark as completed: %n migration(s)</source>
        <translation>
            <numerusform>Mark as completed: %n migration</numerusform>
            <numerusform>Mark as completed: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mark as pending: %n migration(s)</source>
        <translation>
            <numerusform>Mark as pending: %n migration</numerusform>
            <numerusform>Mark as pending: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move to another schema: %n object(s)</source>
        <translation>
            <numerusform>Move to another schema: %n object</numerusform>
            <numerusform>Move to another schema: %n objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The database does not prove that %n migration(s) are not done.</source>
        <translation>
            <numerusform>The database does not prove that %n migration are not done.</numerusform>
            <numerusform>The database does not prove that %n migrations are not done.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The database does not prove that %n migration(s) are done.</source>
        <translation>
            <numerusform>The database does not prove that %n migration are done.</numerusform>
            <numerusform>The database does not prove that %n migrations are done.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) of module %1 are done, but not recorded: %2</source>
        <translation>
            <numerusform>%n migration of module %1 are done, but not recorded: %2</numerusform>
            <numerusform>%n migrations of module %1 are done, but not recorded: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) of module %1 are recorded, but what they make is not there: %2</source>
        <translation>
            <numerusform>%n migration of module %1 are recorded, but what they make is not there: %2</numerusform>
            <numerusform>%n migrations of module %1 are recorded, but what they make is not there: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) of module %1 are half there: %2</source>
        <translation>
            <numerusform>%n migration of module %1 are half there: %2</numerusform>
            <numerusform>%n migrations of module %1 are half there: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) of module %1 left their objects in another schema: %2</source>
        <translation>
            <numerusform>%n migration of module %1 left their objects in another schema: %2</numerusform>
            <numerusform>%n migrations of module %1 left their objects in another schema: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) of module %1 stand in the wrong schema. They belong to %2: %3</source>
        <translation>
            <numerusform>%n object of module %1 stand in the wrong schema. They belong to %2: %3</numerusform>
            <numerusform>%n objects of module %1 stand in the wrong schema. They belong to %2: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) are ok</source>
        <translation>
            <numerusform>%n line are ok</numerusform>
            <numerusform>%n lines are ok</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The run waits for %n other session(s).</source>
        <translation>
            <numerusform>The run waits for %n other session.</numerusform>
            <numerusform>The run waits for %n other sessions.</numerusform>
        </translation>
    </message>
</context>
</TS>
