package lint

import "ntlmsim/sim"

// KB2915218 is the article about view state.
const KB2915218 = "KB 2915218"

// What ASP.NET does was read in its source.
const referenceSource = "microsoft/referencesource, "

// The rules about web.config files: first what differs between the nodes of a farm, in the order in which a cause is
// looked for, then what a node does not start with, then what is weak.
var (
	farmMode = &Rule{"farm-mode", "", sim.Documented.Cite(referenceSource+"System.Web/UI/ObjectStateFormatter.cs, Deserialize",
		"Framework45 and the modes before it are two implementations, with keys that are derived or not")}
	farmValidation = &Rule{"farm-validation", "", sim.Documented.Cite(referenceSource+"System.Web/Configuration/MachineKeySection.cs, HashData",
		"validation says which hash is computed")}
	farmAutoGenerate = &Rule{"farm-auto-generate", "", sim.Documented.Quote(KB2915218,
		"Varje server i gruppen kommer att generera sin egen lokala nyckel och ingen av servrarna i servergruppen kommer överens om vilken nyckel som ska användas.")}
	farmKeys = &Rule{"farm-keys", "", sim.Documented.Quote(KB2915218,
		"Om du kör i en servergruppmiljö, kontrollera att den < machineKey > element matchar.")}
	farmDecryption = &Rule{"farm-decryption", "", sim.Documented.Cite(referenceSource+"System.Web/Security/Cryptography/NetFXCryptoService.cs, Unprotect",
		"a field whose MAC is right is decrypted next, and what cannot be decrypted is reported as a failed MAC")}
	farmIsolated = &Rule{"farm-isolated", "", sim.Documented.Cite(referenceSource+"System.Web/Configuration/MachineKeySection.cs, RuntimeDataInitialize",
		"IsolateApps and IsolateByAppId overwrite the first bytes of the key with a hash of the application's path or id")}
	farmHidden = &Rule{"farm-hidden", "", sim.Documented.Quote(KB2915218,
		"Med den här funktionen kan du kryptera vissa delar av. config-filerna.")}
	farmElsewhere = &Rule{"farm-elsewhere", "", sim.Documented.Cite(".NET API, SectionInformation.ConfigSource",
		"the file in which a section stands, where it is not the configuration file itself")}
	keyEmpty = &Rule{"key-empty", "", sim.Documented.Cite(KB2915218+", the script of appendix A",
		"its switch has HMACSHA385 where HMACSHA384 is meant: asked for HMACSHA384, it prints validationKey=\"\"")}
	keyRefused = &Rule{"key-refused", "", sim.Documented.Cite(referenceSource+"System.Web/Configuration/MachineKeySection.cs and System.Web/Security/Cryptography/MachineKeyMasterKeyProvider.cs",
		"what throws a ConfigurationErrorsException")}
	keyPublished = &Rule{"key-published", "", sim.Documented.Quote(KB2915218,
		"Använd aldrig ett < machineKey-> element som du har hämtat från någon av dessa platser.")}
	keyRepeated = &Rule{"key-repeated", "", sim.Inferred.Cite("NIST SP 800-133, 4",
		"a key is made of the output of a random bit generator; this one is not")}
	keyShort = &Rule{"key-short", "", sim.Documented.Cite("RFC 2104, 3",
		"a key that is shorter than the output of the hash is discouraged")}
	validationMD5 = &Rule{"validation-md5", "", sim.Documented.Cite(referenceSource+"System.Web/Configuration/MachineKeySection.cs, HashDataUsingNonKeyedAlgorithm",
		"the key is copied over what names the page and the user")}
	validationSHA1 = &Rule{"validation-sha1", "", sim.Documented.Quote(KB2915218,
		"ASP.NET 2,0 och 3,5-program stöder inte HMACSHA256. I stället kan du ange SHA1 för att generera en kompatibel < machineKey > element")}
	cipherOld = &Rule{"cipher-old", "", sim.Documented.Cite("NIST SP 800-131A Rev. 2, 2",
		"DES is withdrawn, and encryption with three-key triple DES is disallowed after 2023")}
	macOff = &Rule{"mac-off", "", sim.Documented.Cite("Microsoft, KB 2905247",
		"ASP.NET ignores enableViewStateMac=\"false\" once it is installed: without a MAC whoever posts a field runs code")}
	macUnenforced = &Rule{"mac-unenforced", "", sim.Documented.Cite(referenceSource+"System.Web/Util/EnableViewStateMacRegistryHelper.cs",
		"AllowInsecureDeserialization lets enableViewStateMac=\"false\" count again")}
	errorsIgnored = &Rule{"errors-ignored", "", sim.Documented.Cite(referenceSource+"System.Web/Util/EnableViewStateMacRegistryHelper.cs, SuppressMacValidationErrorsAlways",
		"with AlwaysIgnoreViewStateValidationErrors a field that fails is dropped: the page answers as if it was not posted")}
	belowRoot = &Rule{"below-root", "", sim.Documented.Quote(KB2915218,
		"Elementet < machineKey > är endast giltigt i filen Web. config i roten på ditt program och är inte giltigt på undermappsnivå.")}
)

// FarmRules are the rules about web.config files.
func FarmRules() []*Rule {
	return []*Rule{farmMode, farmValidation, farmAutoGenerate, farmKeys, farmDecryption, farmIsolated, farmHidden, farmElsewhere, keyEmpty, keyRefused, keyPublished, keyRepeated, keyShort,
		validationMD5, validationSHA1, cipherOld, macOff, macUnenforced, errorsIgnored, belowRoot}
}
