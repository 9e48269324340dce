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
        <source>%n file(s) read; all of them can be run.</source>
        <translation>
            <numerusform>%n file read; all of them can be run.</numerusform>
            <numerusform>%n files read; all of them can be run.</numerusform>
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
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The run waits for %n other session(s).</source>
        <translation>
            <numerusform>The run waits for %n other session.</numerusform>
            <numerusform>The run waits for %n other sessions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What is recorded and what the database holds contradict each other in %n migration(s) of module %1: %2</source>
        <translation>
            <numerusform>What is recorded and what the database holds contradict each other in %n migration of module %1: %2</numerusform>
            <numerusform>What is recorded and what the database holds contradict each other in %n migrations of module %1: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other session(s) at work in this database may be it.</source>
        <translation>
            <numerusform>%n other session at work in this database may be it.</numerusform>
            <numerusform>%n other sessions at work in this database may be it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This user may not see what %n session(s) of other users do.</source>
        <translation>
            <numerusform>This user may not see what %n session of other users do.</numerusform>
            <numerusform>This user may not see what %n sessions of other users do.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more difference(s)</source>
        <translation>
            <numerusform>%n more difference</numerusform>
            <numerusform>%n more differences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It is recorded %n times, and all these rows are deleted: %1</source>
        <translation>
            <numerusform>It is recorded %n times, and all these rows are deleted: %1</numerusform>
            <numerusform>It is recorded %n times, and all these rows are deleted: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It holds locks on %n index(es) or sequence(s).</source>
        <translation>
            <numerusform>It holds locks on %n index or sequence.</numerusform>
            <numerusform>It holds locks on %n indexes or sequences.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unchanged since they were applied: %n file(s).</source>
        <translation>
            <numerusform>Unchanged since they were applied: %n file.</numerusform>
            <numerusform>Unchanged since they were applied: %n files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No lag: %n replication slot(s).</source>
        <translation>
            <numerusform>No lag: %n replication slot.</numerusform>
            <numerusform>No lag: %n replication slots.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n migration(s) the record and the database still disagree: look at the evidence.</source>
        <translation>
            <numerusform>Of %n migration the record and the database still disagree: look at the evidence.</numerusform>
            <numerusform>Of %n migrations the record and the database still disagree: look at the evidence.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Migrations still pending: %n. Upgrade the site.</source>
        <translation>
            <numerusform>Migrations still pending: %n. Upgrade the site.</numerusform>
            <numerusform>Migrations still pending: %n. Upgrade the site.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of these modules: %1</source>
        <translation>
            <numerusform>%n file of these modules: %1</numerusform>
            <numerusform>%n files of these modules: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) silenced by a comment with a reason</source>
        <translation>
            <numerusform>%n finding silenced by a comment with a reason</numerusform>
            <numerusform>%n findings silenced by a comment with a reason</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not proved by the database to be undone: %n migration(s).</source>
        <translation>
            <numerusform>Not proved by the database to be undone: %n migration.</numerusform>
            <numerusform>Not proved by the database to be undone: %n migrations.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not proved by the database to be done: %n migration(s).</source>
        <translation>
            <numerusform>Not proved by the database to be done: %n migration.</numerusform>
            <numerusform>Not proved by the database to be done: %n migrations.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) done, but not recorded: %2</source>
        <translation>
            <numerusform>Module %1 has %n migration done, but not recorded: %2</numerusform>
            <numerusform>Module %1 has %n migrations done, but not recorded: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) recorded without what should be there: %2</source>
        <translation>
            <numerusform>Module %1 has %n migration recorded without what should be there: %2</numerusform>
            <numerusform>Module %1 has %n migrations recorded without what should be there: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) half there: %2</source>
        <translation>
            <numerusform>Module %1 has %n migration half there: %2</numerusform>
            <numerusform>Module %1 has %n migrations half there: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) with objects in another schema: %2</source>
        <translation>
            <numerusform>Module %1 has %n migration with objects in another schema: %2</numerusform>
            <numerusform>Module %1 has %n migrations with objects in another schema: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n object(s) in the wrong schema. The right one is %2: %3</source>
        <translation>
            <numerusform>Module %1 has %n object in the wrong schema. The right one is %2: %3</numerusform>
            <numerusform>Module %1 has %n objects in the wrong schema. The right one is %2: %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) without a problem</source>
        <translation>
            <numerusform>%n line without a problem</numerusform>
            <numerusform>%n lines without a problem</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The site has %n administrator account(s) already.</source>
        <translation>
            <numerusform>The site has %n administrator account already.</numerusform>
            <numerusform>The site has %n administrator accounts already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Migrations still pending: %n. Upgrade the site once the two agree.</source>
        <translation>
            <numerusform>Migrations still pending: %n. Upgrade the site once the two agree.</numerusform>
            <numerusform>Migrations still pending: %n. Upgrade the site once the two agree.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The run stopped part-way: %n step(s) of it are in the database.</source>
        <translation>
            <numerusform>The run stopped part-way: %n step of it is in the database.</numerusform>
            <numerusform>The run stopped part-way: %n steps of it are in the database.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Kept: %n row(s) that differ from what is shipped, or are gone. If they should be as shipped, load the seeds again and let them write over what the hospital changed or removed.</source>
        <translation>
            <numerusform>Kept: %n row that differs from what is shipped, or is gone. If it should be as shipped, load the seeds again and let them write over what the hospital changed or removed.</numerusform>
            <numerusform>Kept: %n rows that differ from what is shipped, or are gone. If they should be as shipped, load the seeds again and let them write over what the hospital changed or removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) of it are in the database and recorded; of further ones nothing is known here.</source>
        <translation>
            <numerusform>%n step of it is in the database and recorded; of further ones nothing is known here.</numerusform>
            <numerusform>%n steps of it are in the database and recorded; of further ones nothing is known here.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Kept: %n row(s) that were changed or removed since. Table: %1</source>
        <translation>
            <numerusform>Kept: %n row that was changed or removed since. Table: %1</numerusform>
            <numerusform>Kept: %n rows that were changed or removed since. Table: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>There are %n warnings; the notes have them all.</source>
        <translation>
            <numerusform>There is %n warning; the notes have it.</numerusform>
            <numerusform>There are %n warnings; the notes have them all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of this seed are left out, because what they refer to is not there. Table: %1</source>
        <translation>
            <numerusform>%n row of this seed is left out, because what it refers to is not there. Table: %1</numerusform>
            <numerusform>%n rows of this seed are left out, because what they refer to is not there. Table: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Left as the site has them: %n row(s). Table: %1</source>
        <translation>
            <numerusform>Left as the site has them: %n row. Table: %1</numerusform>
            <numerusform>Left as the site has them: %n rows. Table: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Objects of %n recorded migration(s) stand in no schema: %1</source>
        <translation>
            <numerusform>Objects of %n recorded migration stand in no schema: %1</numerusform>
            <numerusform>Objects of %n recorded migrations stand in no schema: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Module %1 has %n migration(s) half there, as an earlier run left them: %2</source>
        <translation>
            <numerusform>Module %1 has %n migration half there, as an earlier run left them: %2</numerusform>
            <numerusform>Module %1 has %n migrations half there, as an earlier run left them: %2</numerusform>
        </translation>
    </message>
</context>
</TS>
