// The search for an address beside its fields, by Kakao's postcode service (카카오 우편번호 서비스). The page has it only
// where the shop has turned it on; where its script does not come, the fields are filled in by hand.
const SCRIPT = "https://t1.kakaocdn.net/mapjsapi/bundle/postcode/prod/postcode.v2.js";

const button = document.getElementById("find-address");
const failed = document.getElementById("no-search");
let loading;

/** Kakao's script, loaded with the first click. */
function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

/** What was chosen goes into the fields, and the rest of the address is asked for. */
function fill({ zonecode, roadAddress, jibunAddress }) {
  document.getElementById("postcode").value = zonecode;
  document.getElementById("address1").value = roadAddress || jibunAddress;
  document.getElementById("address2").focus();
}

async function search() {
  failed.hidden = true;
  try {
    await load();
    const { Postcode } = window.kakao ?? window.daum;
    new Postcode({ oncomplete: fill }).open();
  } catch {
    loading = undefined;
    failed.hidden = false;
  }
}

if (button && failed) {
  button.hidden = false;
  button.addEventListener("click", search);
}
