package dev.jukung.model.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes are those that gnostic makes of the same documents. */
class OpenApiProtobufTest {
    @Test
    void version2HasGnosticsBytes() {
        ObjectValue document = Json.parseObject("""
                {
                "swagger": "2.0",
                "info": {
                 "title": "Kubernetes",
                 "version": "1.36"
                },
                "paths": {
                 "/a/": {
                  "get": {
                   "consumes": [
                    "*/*"
                   ],
                   "operationId": "readA",
                   "parameters": [
                    {
                     "$ref": "#/parameters/p-1"
                    },
                    {
                     "uniqueItems": true,
                     "type": "string",
                     "name": "dryRun",
                     "in": "query"
                    },
                    {
                     "name": "body",
                     "in": "body",
                     "required": true,
                     "schema": {
                      "$ref": "#/definitions/X"
                     }
                    }
                   ],
                   "responses": {
                    "200": {
                     "description": "OK",
                     "schema": {
                      "$ref": "#/definitions/X"
                     }
                    },
                    "401": {
                     "description": "Unauthorized"
                    }
                   }
                  }
                 }
                },
                "definitions": {
                 "X": {
                  "type": "object",
                  "required": [
                   "a"
                  ],
                  "properties": {
                   "a": {
                    "type": "array",
                    "items": {
                     "type": "string"
                    }
                   },
                   "m": {
                    "type": "object",
                    "additionalProperties": {
                     "type": "integer",
                     "format": "int32",
                     "minimum": 1
                    }
                   },
                   "n": {
                    "type": "object",
                    "additionalProperties": false
                   }
                  }
                 }
                },
                "parameters": {
                 "p-1": {
                  "uniqueItems": true,
                  "type": "string",
                  "name": "p",
                  "in": "path",
                  "required": true
                 }
                },
                "securityDefinitions": {
                 "BearerToken": {
                  "type": "apiKey",
                  "name": "authorization",
                  "in": "header"
                 }
                },
                "security": [
                 {
                  "BearerToken": []
                 }
                ]
                }
                """);

        assertThat(HexFormat.of().formatHex(OpenApiProtobuf.version2().bytes(document)))
                .isEqualTo(
                        "0a03322e3012120a0a4b756265726e657465731204312e333642b80112b5010a032f612f12ad0112aa012a0572656164413a"
                                + "032a2f2a421412120a10232f706172616d65746572732f702d3142200a1e121c1a1a12057175657279220664727952756e32"
                                + "06737472696e67a0010142250a230a211204626f64791a04626f647920012a110a0f232f646566696e6974696f6e732f584a"
                                + "3d0a220a03323030121b0a190a024f4b12130a110a0f232f646566696e6974696f6e732f580a170a0334303112100a0e0a0c"
                                + "556e617574686f72697a65644a85010a82010a0158127d9a010161b201080a066f626a656374ca016b0a1f0a0161121ab201"
                                + "070a056172726179ba010d0a0bb201080a06737472696e670a310a016d122caa011e0a1c1205696e74333249000000000000"
                                + "f03fb201090a07696e7465676572b201080a066f626a6563740a150a016e1210aa01021000b201080a066f626a6563745223"
                                + "0a210a03702d31121a1218221608011204706174682201702a06737472696e6798010162110a0f0a0b426561726572546f6b"
                                + "656e12006a320a300a0b426561726572546f6b656e1221121f0a066170694b6579120d617574686f72697a6174696f6e1a06"
                                + "686561646572");
    }

    @Test
    void version3HasGnosticsBytes() {
        ObjectValue document = Json.parseObject("""
                {
                "openapi": "3.0.0",
                "info": {
                 "title": "Kubernetes",
                 "version": "1.36"
                },
                "paths": {
                 "/a/": {
                  "get": {
                   "operationId": "readA",
                   "parameters": [
                    {
                     "name": "dryRun",
                     "in": "query",
                     "schema": {
                      "type": "string",
                      "uniqueItems": true
                     }
                    }
                   ],
                   "responses": {
                    "200": {
                     "description": "OK",
                     "content": {
                      "application/json": {
                       "schema": {
                        "$ref": "#/components/schemas/X"
                       }
                      }
                     }
                    }
                   }
                  }
                 }
                },
                "components": {
                 "schemas": {
                  "X": {
                   "type": "object",
                   "properties": {
                    "a": {
                     "default": false,
                     "type": "boolean"
                    },
                    "b": {
                     "default": "",
                     "type": "string"
                    },
                    "c": {
                     "default": {},
                     "allOf": [
                      {
                       "$ref": "#/components/schemas/X"
                      }
                     ]
                    },
                    "d": {
                     "default": 3,
                     "type": "integer"
                    }
                   }
                  }
                 },
                 "securitySchemes": {
                  "BearerToken": {
                   "type": "apiKey",
                   "name": "authorization",
                   "in": "header"
                  }
                 }
                }
                }
                """);

        assertThat(HexFormat.of().formatHex(OpenApiProtobuf.version3().bytes(document)))
                .isEqualTo(
                        "0a05332e302e3012120a0a4b756265726e657465733204312e3336227a0a780a032f612f1271226f2a05726561644132210a"
                                + "1f0a0664727952756e12057175657279520e0a0ca00101ca0106737472696e67424312410a03323030123a0a380a024f4b1a"
                                + "320a300a106170706c69636174696f6e2f6a736f6e121c0a1a12180a16232f636f6d706f6e656e74732f736368656d61732f"
                                + "582ac6010a8f010a8c010a01581286010a8301ca01066f626a656374fa01770a160a016112110a0fca0107626f6f6c65616e"
                                + "8a020210000a150a016212100a0eca0106737472696e678a02021a000a270a016312220a20d2011a12180a16232f636f6d70"
                                + "6f6e656e74732f736368656d61732f588a02000a1d0a016412180a16ca0107696e74656765728a0209090000000000000840"
                                + "3a320a300a0b426561726572546f6b656e12210a1f0a066170694b65791a0d617574686f72697a6174696f6e220668656164"
                                + "6572");
    }

    @Test
    void whatHasNoFieldOfItsOwnIsYaml() {
        ObjectValue document = ObjectValue.of("swagger", "2.0", "x-action", ObjectValue.of("group", "apps"));

        assertThat(new String(OpenApiProtobuf.version2().bytes(document), StandardCharsets.UTF_8))
                .contains("x-action")
                .contains("{\"group\":\"apps\"}\n");
    }

    @Test
    void whatProtobufHasNoPlaceForIsRefused() {
        assertThatThrownBy(() -> OpenApiProtobuf.version2().bytes(ObjectValue.of("swagger", "2.0", "color", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Document has no color in protobuf");
    }
}
