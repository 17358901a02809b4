import protobuf from "protobufjs";

/**
 * TensorFlow's graphs on disk: GraphDef inside MetaGraphDef inside SavedModel, as far as we write
 * them.
 *
 * A node's attributes are encoded as they come, so NodeDef has bytes where TensorFlow's has an
 * AttrValue: on the wire the two are the same.
 *
 * Source: tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape}.proto,
 * core/protobuf/{meta_graph,saved_model}.proto
 */
const schema = `
  syntax = "proto3";
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
  message MetaGraphDef {
    MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; map<string, SignatureDef> signature_def = 5;
    message MetaInfoDef { repeated string tags = 4; }
  }
  message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
  message VersionDef { int32 producer = 1; }
  message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, bytes> attr = 5; }
  message SignatureDef {
    map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3;
  }
  message TensorInfo { string name = 1; int32 dtype = 2; Shape tensor_shape = 3; }
  message AttrValue {
    oneof value {
      ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6; Shape shape = 7;
      Tensor tensor = 8;
    }
    message ListValue {
      repeated bytes s = 2; repeated int64 i = 3; repeated float f = 4; repeated bool b = 5; repeated int32 type = 6;
    }
  }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
  message Shape { repeated Dim dim = 2; message Dim { int64 size = 1; } }
`;

let messages: Record<"SavedModel" | "AttrValue", protobuf.Type> | undefined;

/** TensorFlow's messages; the schema is parsed when they are first used. */
export function graphMessages(): Record<"SavedModel" | "AttrValue", protobuf.Type> {
  if (messages) return messages;
  const { root } = protobuf.parse(schema, { keepCase: true });
  messages = { SavedModel: root.lookupType("SavedModel"), AttrValue: root.lookupType("AttrValue") };
  return messages;
}
