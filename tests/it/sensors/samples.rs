//! Lines as the articles print them are recognised as they stand.

use upgrade_wizard::sensor::{Context, Kind, Verdict, read};

/// What it is read as, the lines, and the verdict without any question.
#[rustfmt::skip]
const SAMPLES: &[(Kind, &str, Verdict)] = &[
    (Kind::Copylog, "[FILE SOURCE]\nx86.bin\\smsboot1.exe=ZZZ\nX86.BIN\\CLICORE.EXE=ZZZ\nalpha.BIN\\CLICORE.EXE=ZZZ\nSITES\\ZZZ\\cli_inst.cfg=ZZZ\nSITES\\ZZZ\\NETCONF.NCF=ZZZ\nx86.bin\\00000409\\RegNec98.exe=ZZZ\n", Verdict::Proves),
    (Kind::Copylog, "[FILE SOURCE]\nSITES\\ZZZ\\cli_inst.cfg=ZZZ\nSITES\\ZZZ\\NETCONF.NCF=ZZZ\nSITES\\ZZZ\\caplist.ini=ZZZ\n", Verdict::Refutes),
    (Kind::Copylog, "[FILE SOURCE]\nX86.bin\\smsboot1.exe=REM\nX86.bin\\CLICORE.EXE=AAA\nSITES\\AAA\\caplist.ini=AAA\nSITES\\BBB\\NETCONF.TCF=BBB\nSITES\\REM\\caplist.ini=REM\n", Verdict::Proves),
    (Kind::HierarchyManagerLog, "SQL Server = ~ $$(SMS_HIERARCHY_MANAGER)(Mon Jun 26 16:18:55 2000~)(thread=326)", Verdict::Undecided),
    (Kind::HierarchyManagerLog, "{818} ERROR SQL: General SQL Server error:", Verdict::Undecided),
    (Kind::HierarchyManagerLog, "{825} INFO SQL:  Can't allocate space for object 'Syslogs' in database 'xxx' because the 'logsegment' segment is full. If you ran out of space in Syslogs, dump the transaction log. ...", Verdict::Refutes),
    (Kind::HierarchyManagerLog, "Site Control Image in the database is newer, reuse that database copy.", Verdict::Undecided),
    (Kind::HierarchyManagerLog, "HMAN: Cannot decrypt the SMS encryption key using the crypto exchange key.", Verdict::Undecided),
    (Kind::HierarchyManagerLog, "~Cannot connect to the site source on the database, sleep 10 minutes..", Verdict::Undecided),
    (Kind::HierarchyManagerLog, "Bootstrap operations aborted.  $$<SMS_SITE_COMPONENT_MANAGER><Fri Mar 26 10:43:41.547 1999 Eastern Standard Time><thread=281 (0x119)>", Verdict::NotRecognised),
    (Kind::SiteControlFile, "BEGIN_CLIENT_CONFIGURATION\n<Client Properties> <3>\nTARGET_PLATFORM <ALL>\nProperty <Bin\\Alpha\\Abnwcli.dll><Client Program><><4>\n", Verdict::Undecided),
    (Kind::SystemMap, "DIRECTORY \"SITE.SRV\\MAINCFG.BOX\\CLIENT.SRC\\X86.BIN\\00000409\" PLATFORM \"INTEL X86\" LANGUAGE \"ENGLISH\" SOURCE \"X86\\ENGLISH\" FLAGS = 10 UNIT = \"INTEL CLIENT\"", Verdict::Undecided),
    (Kind::SystemMap, "\"GETDISK.EXE\", SIZE(1, 16548, 16548),  \"GETDISK.EXE\",\n\"GETDISK.EX_\", REMOTE=YES,   COPYLISTS(\"WIN95:STANDARD\" = \"SMS\",\n\"WIN16:STANDARD\" = \"SMS\", \"DOS:STANDARD\" = \"SMS\"), COMPRESS=NO,\nFLAGS = 5\n", Verdict::Undecided),
    (Kind::RegistryExport, "REGEDIT4\n\n;; a comment\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Client\\Configuration\\Client Properties]\n\"Log File Size for Debugging\"=dword:00000400\n", Verdict::Refutes),
    (Kind::RegistryExport, "\\registry\\machine\\Software\\Microsoft\\SMS\\Identification\n    Installation Directory = REG_SZ C:\\PCMSVC\n", Verdict::Undecided),
    (Kind::SetupLog, "<11-22-1996 13:42:14> Executing upgrade script SITE.SRV\\X86.BIN\\SP_SITE.SQL", Verdict::Undecided),
    (Kind::SetupLog, "SMS SETUP Log > Beginning DBCNV12.SQL - Creating SNMP Traps tables.", Verdict::Undecided),
    (Kind::SetupLog, "06-21-1999 15:45:36 Starting evaluation process.", Verdict::Undecided),
    (Kind::SetupLog, "06-21-1999 15:45:51 Cannot find any PDC for domain XXXX, Win32 return = 2453", Verdict::Refutes),
    (Kind::SetupLog, "<03-13-2000 17:40:49>FAILED Sql Script: Creating indexes on StatusMessages", Verdict::Refutes),
    (Kind::SetupLog, "<03-13-2000 17:40:49>SQL error", Verdict::Refutes),
    (Kind::HotfixLog, "*** Installation Started 9/8/00 9:29:28 ***\nTitle: Service Update\nSource: \\\\scfsms1\\hotfix\\Q252717\\Q252717.EXE\nFile Overwrite: E:\\SMS\\LOGS\\Q252717r.txt\nFile Overwrite: E:\\SMS\\LOGS\\Q252717p.txt\nUser Rights: Admin\n", Verdict::Refutes),
    (Kind::HotfixLog, "Installation aborted. This system is not running SMS version number 2.00.1380.1000. Instead, the version reported is 000.", Verdict::Refutes),
    (Kind::EventLog, "4/11/95 4:58:39 AM  1   0   1016    N/A DhcpServer  REDIPSRVP2  %%20013", Verdict::Undecided),
    (Kind::NetView, "System error 53 has occurred.\nThe network path was not found.\n", Verdict::Refutes),
    (Kind::NetView, "System error 5 has occurred.\n", Verdict::Refutes),
    (Kind::NetView, "System error 67 has occurred.\nThe network name cannot be found.\n", Verdict::Refutes),
    (Kind::ServiceState, "System error 1072 has occurred.\nThe specified service has been marked for deletion.\n", Verdict::Refutes),
    (Kind::ServiceState, "The service cannot accept control messages at this time.", Verdict::Refutes),
    (Kind::ServiceState, "Error 2186 \"Service is not responding to the internal control function\"", Verdict::Refutes),
    (Kind::FileVersions, "Nt_logon.dll 2.0.1239.62 168,816 1/4/00 1:36pm Intel", Verdict::Undecided),
];

#[test]
fn lines_of_the_articles_are_recognised_as_they_stand() {
    for (kind, text, verdict) in SAMPLES {
        let reading = read(*kind, text.as_bytes(), &Context::default());
        assert_eq!(reading.verdict, *verdict, "{kind}: {text}\n{reading:#?}");
        let with_line_ends = text.replace('\n', "\r\n");
        let again = read(*kind, with_line_ends.as_bytes(), &Context::default());
        assert_eq!(again, reading, "{text}");
    }
}
